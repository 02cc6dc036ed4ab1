import { defineErrors } from '@platform/kernel';

/** What may stop a load or a request, and what to do. Texts carry names of sources, columns and settings, never values of rows. */
export const exchangeErrors = defineErrors('exchange', {
  unknownSource: {
    status: 404,
    zh: '没有数据来源“{id}”。请检查编号。',
    en: 'There is no data source "{id}". Check the id.',
  },
  unknownLoad: {
    status: 404,
    zh: '没有这次归集记录。请从归集列表重新打开。',
    en: 'There is no such load. Open it again from the list of loads.',
  },
  outOfScope: {
    status: 403,
    zh: '该数据来源不属于您可管理的机构。需要时请联系数据主管部门。',
    en: 'This data source is not of an organisation you look after. If you need it, ask the data authority.',
  },
  settingMissing: {
    status: 500,
    zh: '部署设置 {name} 没有填写，不知道到哪里取数。请设置环境变量 YIWANG_SOURCE_{name} 后重新启动。',
    en: 'The deployment setting {name} is not given, so there is nowhere to read from. Set the environment variable YIWANG_SOURCE_{name} and start again.',
  },
  sourceUnreachable: {
    status: 503,
    zh: '连不上数据来源“{source}”。本次没有改动任何数据；请确认对方数据库在运行、网络相通，再点“重新归集”。',
    en: 'The source "{source}" cannot be reached. No data were changed; make sure that its database runs and the network lets us through, then start the load again.',
  },
  sourceLost: {
    status: 503,
    zh: '读取“{source}”时连接中断（已读 {rows} 行）。本次没有改动任何数据；对方恢复后请重新归集。',
    en: 'The connection to "{source}" was lost after {rows} rows. No data were changed; start the load again once the source is back.',
  },
  sourceRefused: {
    status: 502,
    zh: '数据来源“{source}”拒绝读取（{code}）。请检查账号的读取权限以及库、表名称。',
    en: 'The source "{source}" refused to be read ({code}). Check the account’s right to read and the names of schema and table.',
  },
  sourceSlow: {
    status: 504,
    zh: '数据来源“{source}”超过 {seconds} 秒没有返回数据，已停止。本次没有改动任何数据；请稍后重新归集。',
    en: 'The source "{source}" gave nothing for {seconds} seconds, so the load was stopped. No data were changed; start it again later.',
  },
  columnsMissing: {
    status: 422,
    zh: '“{source}”中没有这些列：{columns}。请核对表头或表结构，必要时修改业务包中的映射。',
    en: '"{source}" lacks these columns: {columns}. Compare its heading or structure with the mapping in the pack.',
  },
  columnTwice: {
    status: 422,
    zh: '“{source}”的表头中“{column}”出现两次，无法判断取哪一列。请改正表头后重新投放。',
    en: 'The heading of "{source}" has "{column}" twice, so it is not clear which one is meant. Correct the heading and drop the file again.',
  },
  folderMissing: {
    status: 500,
    zh: '投放目录（设置 {name}）不存在或无法读取。请建好目录并给予读取权限。',
    en: 'The drop folder (setting {name}) does not exist or cannot be read. Make it and give the right to read it.',
  },
  noFile: {
    status: 404,
    zh: '投放目录中没有符合 {pattern} 的文件。请由数据提供部门投放文件后重新归集。',
    en: 'No file in the drop folder matches {pattern}. Have the department drop one, then start the load again.',
  },
  wrongKindOfFile: {
    status: 422,
    zh: '文件 {file} 的内容是 {found}，不是 {wanted}，已拒收。请导出为 {wanted} 后重新投放，不要只改扩展名。',
    en: 'The file {file} holds {found}, not {wanted}, and was refused. Export it as {wanted} and drop it again; changing the ending is not enough.',
  },
  unknownEncoding: {
    status: 422,
    zh: '文件 {file} 的文字既不是 UTF-8 也不是 GB18030，已拒收。请另存为 UTF-8 后重新投放。',
    en: 'The text of {file} is neither UTF-8 nor GB18030, so it was refused. Save it as UTF-8 and drop it again.',
  },
  malformedFile: {
    status: 422,
    zh: '文件 {file} 第 {line} 行附近无法解析（例如引号没有成对）。本次没有改动任何数据；请改正后重新投放。',
    en: 'The file {file} cannot be parsed near line {line} (perhaps a quote without its pair). No data were changed; correct it and drop it again.',
  },
  emptyFile: {
    status: 422,
    zh: '文件 {file} 没有表头。请确认内容后重新投放。',
    en: 'The file {file} has no heading. Check it and drop it again.',
  },
  fileTooLarge: {
    status: 413,
    zh: '文件 {file} 太大（展开后超过 {limit}），已拒收。请拆成几个文件，或改用 CSV、前置库。',
    en: 'The file {file} is too large (more than {limit} when unpacked) and was refused. Split it, or use CSV or a front database.',
  },
  fileChanged: {
    status: 409,
    zh: '读取过程中文件 {file} 被改动，可能还在上传。本次没有改动任何数据；请等上传完成后重新归集。',
    en: 'The file {file} changed while it was read; it may still be uploading. No data were changed; start the load again when it is complete.',
  },
  sheetMissing: {
    status: 422,
    zh: '文件 {file} 中没有工作表“{sheet}”。请检查工作表名称。',
    en: 'The file {file} has no sheet "{sheet}". Check the sheet’s name.',
  },
  tooManyDeletions: {
    status: 409,
    zh: '本次数据会删除原有 {before} 行中的 {deletions} 行（超过一半），为防误删已停止，原数据未动。请与提供部门核对：文件是否完整、拒收行是否过多；确实应当删除时，请重新归集并选择“确认删除”。',
    en: 'This load would remove {deletions} of {before} rows, more than half, so it was stopped and nothing was changed. Ask the provider whether the data are complete and why rows were rejected; when the rows really are to go, start the load again with the removal confirmed.',
  },
  unexpected: {
    status: 500,
    zh: '归集时系统出错，本次没有改动任何数据。请重新归集；仍不行时请告诉运维人员编号 {number}。',
    en: 'Something went wrong on our side; no data were changed. Start the load again; if it stays, tell operations the number {number}.',
  },
});
