import { defineErrors } from '@platform/kernel';

export const interfaceErrors = defineErrors('interfaces', {
  unknownInterface: {
    status: 404,
    zh: '没有编号为 {interface} 的数据接口。',
    en: 'There is no data interface {interface}.',
  },
  unknownApplication: {
    status: 404,
    zh: '没有编号为 {application} 的应用。',
    en: 'There is no application {application}.',
  },
  unknownKey: { status: 404, zh: '没有找到密钥 {keyId}。', en: 'Key {keyId} was not found.' },
  notGranted: {
    status: 403,
    zh: '应用 {application} 没有获得接口 {interface} 的授权。请先提出共享申请。',
    en: 'Application {application} holds no grant for interface {interface}. Apply for sharing first.',
  },
  grantEnded: {
    status: 403,
    zh: '应用 {application} 对接口 {interface} 的授权已于 {until} 到期，请办理续期。',
    en: 'The grant of application {application} for interface {interface} ended on {until}; please renew it.',
  },
  grantNotYet: {
    status: 403,
    zh: '应用 {application} 对接口 {interface} 的授权自 {from} 起生效，请届时再调用。',
    en: 'The grant of application {application} for interface {interface} begins on {from}; call from then on.',
  },
  grantSuspended: {
    status: 403,
    zh: '应用 {application} 对接口 {interface} 的授权已暂停（{reason}）。请与提供部门联系。',
    en: 'The grant of application {application} for interface {interface} is suspended ({reason}). Ask the providing department.',
  },
  grantRevoked: {
    status: 403,
    zh: '应用 {application} 对接口 {interface} 的授权已被撤销（{reason}）。如仍需要，请重新提出共享申请。',
    en: 'The grant of application {application} for interface {interface} was revoked ({reason}). Apply for sharing again if you still need it.',
  },
  purposeNotGranted: {
    status: 403,
    zh: '用途 {purpose} 不在授权范围内。可用的用途：{allowed}。',
    en: 'Purpose {purpose} is not granted. Granted purposes: {allowed}.',
  },
  caseMissing: { status: 400, zh: '必须写明办件编号（caseNo）。', en: 'A case number (caseNo) must be given.' },
  unknownVersion: {
    status: 404,
    zh: '数据接口 {interface} 没有版本 {version}。可用的版本：{known}。',
    en: 'Data interface {interface} has no version {version}. Versions that may be called: {known}.',
  },
  retired: {
    status: 410,
    zh: '数据接口 {interface} 的版本 {version} 已于 {on} 停用，请改用在用版本。',
    en: 'Version {version} of data interface {interface} was retired on {on}; use the version in use.',
  },
  fieldNotGranted: {
    status: 403,
    zh: '授权不含接口 {interface} 的字段 {field}。已授权字段：{granted}。需要时请提出共享申请。',
    en: 'The grant for interface {interface} does not have field {field}. Granted fields: {granted}. Apply for sharing if you need it.',
  },
  badCursor: {
    status: 400,
    zh: '翻页标记（cursor）不属于这次查询，请从第一页重新查询。',
    en: 'The cursor does not belong to this query; begin again at the first page.',
  },
  tooManyFilters: {
    status: 403,
    zh: '统计条件最多 {limit} 个，本次有 {count} 个。条件越多越容易认出个人，请减少条件。',
    en: 'At most {limit} filters in one query; this has {count}. Many filters single people out: use fewer.',
  },
  notADimension: {
    status: 400,
    zh: '不能按 {field} 分组。可分组的维度：{dimensions}。',
    en: 'Grouping by {field} is not offered. Dimensions: {dimensions}.',
  },
  complementTooSmall: {
    status: 403,
    zh: '条件以外的只剩不足 {minimum} 个，用总数一减就能推出，未予统计。请放宽或改换条件。',
    en: 'What the filters leave out is fewer than {minimum}: subtracting from the whole would tell it. Widen or change the filters.',
  },
  differenceTooSmall: {
    status: 403,
    zh: '本次结果与本单位近 {days} 天内已得到的结果相减，会推出不足 {minimum} 个的小组，未予统计。请改用已查过的条件，或在周期过后再查。',
    en: 'With what your organisation was told in the last {days} days, this answer would single out a group smaller than {minimum}. Use filters asked before, or wait for the period to pass.',
  },
  tooManyQueries: {
    status: 429,
    zh: '本单位近 {days} 天内在这个接口上已做 {limit} 种不同的统计，达到上限。重复已做过的统计不受影响。',
    en: 'Your organisation made {limit} different queries of this interface within {days} days, which is the limit. Queries made before may be repeated.',
  },
  tooFine: {
    status: 422,
    zh: '按这些维度分得太细，无法统计。请减少维度。',
    en: 'These dimensions divide the data too finely to be counted. Use fewer.',
  },
  idTaken: {
    status: 409,
    zh: '接口编号 {interface} 已被使用，请换一个。',
    en: 'Interface id {interface} is taken; choose another.',
  },
  ofAPack: {
    status: 409,
    zh: '接口 {interface} 由能力包定义，请在能力包中修改。',
    en: 'Interface {interface} is defined by a pack; change it there.',
  },
  noDraft: {
    status: 404,
    zh: '接口 {interface} 没有正在编辑的草稿。',
    en: 'Interface {interface} has no draft.',
  },
  changedMeanwhile: {
    status: 409,
    zh: '草稿刚被他人改过，请重新打开后再改。',
    en: 'Someone else changed the draft just now; open it again and repeat your change.',
  },
  notYourData: {
    status: 403,
    zh: '这些数据由 {provider} 提供，只有该部门能定义其接口。',
    en: 'These data are provided by {provider}; only that department may define interfaces over them.',
  },
  badDefinition: {
    status: 422,
    zh: '接口定义有 {count} 处需要修改。',
    en: 'The definition needs {count} correction(s).',
  },
  nothingChanged: {
    status: 409,
    zh: '草稿与在用版本相同，不需要发布。',
    en: 'The draft is the same as the version in use; there is nothing to publish.',
  },
  noticeTooShort: {
    status: 422,
    zh: '已有授权的接口，停用须提前至少 {days} 天通知，最早 {on}。',
    en: 'An interface with grants is retired with at least {days} days of notice: {on} at the earliest.',
  },
  notYourApplication: {
    status: 403,
    zh: '应用 {application} 不属于本单位。只能查看和使用本单位的应用。',
    en: 'Application {application} is not your organisation’s. You may look at and use your own only.',
  },
  upstreamOdd: {
    status: 502,
    zh: '上级服务的答复不合约定，没有返回任何数据。请联系数据主管部门。',
    en: 'The service above answered otherwise than agreed; nothing was told. Ask the data authority.',
  },
  badParameters: { status: 400, zh: '接口参数有 {count} 处不对。', en: 'The parameters need {count} correction(s).' },
  tooManyCalls: {
    status: 429,
    zh: '应用 {application} 每分钟最多调用 {limit} 次，请 {seconds} 秒后再试。',
    en: 'Application {application} may call {limit} times a minute; try again in {seconds} seconds.',
  },
  quotaUsed: {
    status: 429,
    zh: '应用 {application} 今天对接口 {interface} 的额度（每日 {limit} {what}）已用完，{seconds} 秒后（次日零时）恢复；需要更多请申请调整授权。',
    en: 'Application {application} has used today’s quota of interface {interface} ({limit} {whatEn} a day); it begins anew in {seconds} seconds, at midnight. Ask for a larger grant if you need more.',
  },
  tooSlow: {
    status: 503,
    zh: '数据接口 {interface} 查询超时，已取消，没有返回任何数据。请 {seconds} 秒后再试。',
    en: 'The look-up of interface {interface} took too long and was cancelled; nothing was told. Try again in {seconds} seconds.',
  },
  busy: {
    status: 503,
    zh: '等待作答的调用太多，这一次没有受理。请 {seconds} 秒后再试。',
    en: 'Too many calls are waiting; this one was not taken. Try again in {seconds} seconds.',
  },
  signatureMissing: {
    status: 401,
    zh: '请求缺少签名头 {header}。签名方法见 /docs。',
    en: 'The request lacks the signature header {header}. See /docs for how to sign.',
  },
  keyRefused: {
    status: 401,
    zh: '密钥不存在或已停用，请换用有效的密钥（本单位数据专员可在“应用与密钥”页新建）。',
    en: 'The key does not exist or was revoked. Use a valid one; your data officer makes it on the page “Applications and keys”.',
  },
  signatureWrong: {
    status: 401,
    zh: '签名不对：请检查密钥、时间、随机数和请求正文是否与签名时一致。',
    en: 'The signature is wrong: check that key, time, nonce and body are those that were signed.',
  },
  timeOff: {
    status: 401,
    zh: '请求时间与服务器相差超过 5 分钟。服务器时间：{now}。',
    en: 'The request’s time is more than 5 minutes away from the server’s, which is {now}.',
  },
  replayed: {
    status: 401,
    zh: '这个请求已经用过（随机数重复），不再受理。',
    en: 'This request was used before (same nonce) and is refused.',
  },
});
