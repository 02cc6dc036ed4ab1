import { defineErrors } from '@platform/kernel';

/** What may be wrong with pushed rows, uploads and ferries. Texts name lines, applications and columns, never values. */
export const pushErrors = defineErrors('exchange', {
  pushNotGranted: {
    status: 403,
    zh: '应用 {application} 没有向线路 {line} 推送的授权。请联系数据主管部门在线路页面授权。',
    en: 'The application {application} may not push to the line {line}. Ask the data authority to grant it on the line’s page.',
  },
  notPushed: {
    status: 422,
    zh: '线路 {line} 不是推送线路，不接收推送。请核对线路编号。',
    en: 'The line {line} is not one that is pushed to. Check its id.',
  },
  badPush: {
    status: 422,
    zh: '推送内容格式有误（{where}）。请按接口说明改正后用同一批次编号重发；本批没有改动任何数据。',
    en: 'The pushed content is not in the right form ({where}). Correct it as the guide says and send it again under the same batch id; nothing of this batch was taken.',
  },
  batchReused: {
    status: 409,
    zh: '批次 {batch} 已收过，但内容不同。请为新内容使用新的批次编号。',
    en: 'The batch {batch} was taken before with other content. Use a new batch id for new content.',
  },
  pushGap: {
    status: 409,
    zh: '收到第 {sequence} 批，但缺少第 {missing} 批。请先补发；确认不再补发时，请在本批加上 acceptGap: true。',
    en: 'Batch {sequence} came, but {missing} did not. Send what is missing first; when it is not to come, say acceptGap: true in this batch.',
  },
  pushLate: {
    status: 409,
    zh: '第 {sequence} 批来晚了：已收到第 {upTo} 批，再写入会用旧数据盖掉新数据。请以当前数据另发一批。',
    en: 'Batch {sequence} came too late: batch {upTo} was taken already, and old rows would overwrite new ones. Send the rows as they are now in a new batch.',
  },
  unknownApplication: {
    status: 422,
    zh: '没有编号为 {application} 的应用。请从应用列表中选择。',
    en: 'There is no application {application}. Choose one from the list.',
  },
  notUploaded: {
    status: 422,
    zh: '这个连接不是从工作台上传文件的连接。请在连接设置中填写“上传目录名”。',
    en: 'This connection does not take uploaded files. Give it an upload folder in its settings.',
  },
  uploadFolderShared: {
    status: 409,
    zh: '上传目录“{folder}”已被另一个连接使用。请在连接设置中改用别的目录名。',
    en: 'The upload folder "{folder}" is used by another connection. Choose another in the connection’s settings.',
  },
  uploadMissing: {
    status: 422,
    zh: '请选择要上传的文件（CSV、XLSX 或 JSON Lines，不超过 {limit}）。',
    en: 'Choose the file to upload (CSV, XLSX or JSON Lines, up to {limit}).',
  },
  uploadBadName: {
    status: 422,
    zh: '文件名不能含有 / \\ 等符号，不能以点开头，且不超过 120 个字符。请改名后再传。',
    en: 'A file name must not hold signs such as / or \\, begin with a dot, or be longer than 120 characters. Rename the file and try again.',
  },
  uploadWrongKind: {
    status: 422,
    zh: '只接收 CSV、XLSX 和 JSON Lines（.jsonl、.ndjson）文件，这个文件是 {found}。请导出为这几种格式后再传。',
    en: 'Only CSV, XLSX and JSON Lines (.jsonl, .ndjson) are taken; this file is {found}. Export it as one of these.',
  },
  ferryLineUnmapped: {
    status: 409,
    zh: '摆渡包中有线路 {lines} 还没有对应的本地线路。请在连接页面为其建线路，或在连接设置中列为忽略；在此之前不会应用任何包，不会丢失。',
    en: 'The package holds the lines {lines}, which no line here takes. Make lines of them on the connection’s page, or list them as ignored in its settings; until then no package is applied, and nothing is lost.',
  },
  ferryLineColumns: {
    status: 409,
    zh: '摆渡来的线路 {line} 缺少列：{columns}。请与发送方核对，或修改映射。',
    en: 'The ferried line {line} lacks columns: {columns}. Check with the sender, or change the mapping.',
  },
  unknownRoute: {
    status: 404,
    zh: '没有摆渡路线“{route}”。请先用 ferry:send --define 建立。',
    en: 'There is no ferry route "{route}". Define it first with ferry:send --define.',
  },
});
