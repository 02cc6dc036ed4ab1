import { defineErrors } from '@platform/kernel';

/** What may be wrong with a request about connections and lines. Texts carry names of connections, tables and columns, never values or secrets. */
export const lineErrors = defineErrors('exchange', {
  unknownConnection: {
    status: 404,
    zh: '没有这个连接，可能已被移除。请从连接列表重新打开。',
    en: 'There is no such connection; it may have been removed. Open it again from the list.',
  },
  unknownLine: {
    status: 404,
    zh: '没有这条线路，可能已被移除。请从铁路图重新打开。',
    en: 'There is no such line; it may have been removed. Open it again from the map.',
  },
  unknownKind: {
    status: 422,
    zh: '没有类型为“{kind}”的数据来源。请从类型列表中选择。',
    en: 'There is no kind of source "{kind}". Choose one from the list.',
  },
  badConnection: {
    status: 422,
    zh: '连接的设置有误，请按提示改正后再试。',
    en: 'The settings of the connection are not right. Correct what is marked and try again.',
  },
  secretAgain: {
    status: 422,
    zh: '连接设置有改动，请重新填写口令：已保存的口令不会发给另一个地址。',
    en: 'The settings have changed, so give the password again: a stored one is never sent to another address.',
  },
  changedMeanwhile: {
    status: 409,
    zh: '这项内容已被别人改过。请刷新后在新内容上再改。',
    en: 'Someone else changed this meanwhile. Load it again and make your change to what is there now.',
  },
  ofPack: {
    status: 409,
    zh: '这个连接或线路由业务包定义，请在业务包中修改或去掉；这里可以暂停和恢复。',
    en: 'This connection or line is defined by a pack: change or remove it there. Here it can be paused and resumed.',
  },
  unknownOrganisation: {
    status: 422,
    zh: '没有机构“{organisation}”。请从机构列表中选择。',
    en: 'There is no organisation "{organisation}". Choose one from the list.',
  },
  sourceTimeout: {
    status: 504,
    zh: '来源“{source}”在 {seconds} 秒内没有答复。没有改动任何数据；请确认来源可用、网络相通后再试。',
    en: 'The source "{source}" gave no answer within {seconds} seconds. Nothing was changed; make sure it runs and the network lets us through, then try again.',
  },
  sourceBroken: {
    status: 502,
    zh: '读取来源“{source}”时出错（编号 {number}）。没有改动任何数据；请重试，仍不行时请把编号告诉运维人员。',
    en: 'Reading the source "{source}" went wrong (number {number}). Nothing was changed; try again, and give operations the number if it stays.',
  },
  badMapping: {
    status: 422,
    zh: '字段映射有误，请按提示改正。',
    en: 'The mapping is not right. Correct what is marked.',
  },
  modeNotPossible: {
    status: 422,
    zh: '这个来源不支持该同步方式。请从测试连接给出的方式中选择。',
    en: 'This source cannot be read in that mode. Choose one that testing the connection offers.',
  },
  notReady: {
    status: 422,
    zh: '来源还不能做变更捕获：{problems}',
    en: 'The source cannot be captured yet: {problems}',
  },
  lineThere: {
    status: 409,
    zh: '这张表已经有到该目录的线路。请打开那条线路，或换一个目录。',
    en: 'This table already feeds that resource. Open that line, or choose another resource.',
  },
  linePaused: {
    status: 409,
    zh: '这条线路已暂停。请先恢复。',
    en: 'This line is paused. Resume it first.',
  },
  notStopped: {
    status: 409,
    zh: '这条线路没有暂停或停住，不需要恢复。',
    en: 'This line is neither paused nor held, so there is nothing to resume.',
  },
  connectionPaused: {
    status: 409,
    zh: '所属连接已暂停。请先恢复连接。',
    en: 'Its connection is paused. Resume the connection first.',
  },
  badRewind: {
    status: 422,
    zh: '要回到的时间必须早于现在。',
    en: 'The time to go back to must be in the past.',
  },
  notCursor: {
    status: 422,
    zh: '按时间回退只用于游标列为时间的线路；这条线路会整表重读。',
    en: 'Only a line whose cursor is a time can go back to one; this line is read anew as a whole.',
  },
  unknownQuarantined: {
    status: 404,
    zh: '没有这条隔离记录。请从线路的隔离区重新打开。',
    en: 'There is no such row in quarantine. Open it again from the line.',
  },
  quarantineEnded: {
    status: 409,
    zh: '这条隔离记录已处理（{state}），不能再修补。',
    en: 'This row was dealt with already ({state}) and cannot be mended again.',
  },
  stillWrong: {
    status: 422,
    zh: '修补后仍不通过校验，请按提示继续修改。',
    en: 'The mended row still does not pass. Correct what is marked.',
  },
  unknownColumn: {
    status: 422,
    zh: '这一行没有列“{column}”。',
    en: 'This row has no column "{column}".',
  },
  purposeMissing: {
    status: 422,
    zh: '查看隔离数据须说明用途（至少 2 个字），将记入审计。',
    en: 'Say what you look at quarantined data for (at least 2 characters); it is recorded.',
  },
  railSilent: {
    status: 504,
    zh: '数据高铁在 10 分钟内没有完成重新读取。请求仍在排队；请检查该连接是否在运行。',
    en: 'The rail did not read the rows anew within 10 minutes. The request still waits; see whether its connection runs.',
  },
  unknownHeldColumn: {
    status: 404,
    zh: '没有留存的列“{column}”。请刷新线路页面。',
    en: 'There is no held column "{column}". Load the line again.',
  },
  heldColumnEnded: {
    status: 409,
    zh: '列“{column}”已经处理过（{state}）。',
    en: 'The column "{column}" was dealt with already ({state}).',
  },
  unknownIsland: {
    status: 404,
    zh: '没有登记这个系统。请刷新列表。',
    en: 'There is no such system in the register. Load the list again.',
  },
  islandThere: {
    status: 409,
    zh: '该部门已登记同名系统。',
    en: 'This department has a system of that name in the register already.',
  },
  badDay: {
    status: 422,
    zh: '“{day}”不是有效的日期，请按 2026-11-22 的格式填写。',
    en: '"{day}" is not a day. Write it as 2026-11-22.',
  },
  badPeriod: {
    status: 422,
    zh: '时间段有误：起点须早于终点，且不超过 400 天。',
    en: 'The period is not right: it must begin before it ends, and span at most 400 days.',
  },
});
