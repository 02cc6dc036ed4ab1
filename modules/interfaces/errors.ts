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
  purposeNotGranted: {
    status: 403,
    zh: '用途 {purpose} 不在授权范围内。可用的用途：{allowed}。',
    en: 'Purpose {purpose} is not granted. Granted purposes: {allowed}.',
  },
  caseMissing: { status: 400, zh: '必须写明办件编号（caseNo）。', en: 'A case number (caseNo) must be given.' },
  badParameters: { status: 400, zh: '接口参数有 {count} 处不对。', en: 'The parameters need {count} correction(s).' },
  tooManyCalls: {
    status: 429,
    zh: '应用 {application} 每分钟最多调用 {limit} 次，请 {seconds} 秒后再试。',
    en: 'Application {application} may call {limit} times a minute; try again in {seconds} seconds.',
  },
  signatureMissing: {
    status: 401,
    zh: '请求缺少签名头 {header}。签名方法见 /docs。',
    en: 'The request lacks the signature header {header}. See /docs for how to sign.',
  },
  keyRefused: { status: 401, zh: '密钥不存在或已停用。', en: 'The key does not exist or was revoked.' },
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
