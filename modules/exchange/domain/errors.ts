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
