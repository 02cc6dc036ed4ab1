import { fillText, type FieldFault, type LocalText, type TextParams } from '@platform/kernel';

const TEXTS = {
  unreadable: {
    zh: '这一条不符合办件数据回传格式。请按接口文档核对这个字段后重新发送。',
    en: 'The record does not have the shape of a returned case. Check this field against the description of the interface and send it again.',
  },
  'unknown-matter': {
    zh: '没有实施编码为 {code} 的在用事项。请核对编码，或先在事项管理中发布该事项。',
    en: 'No matter in use has the code {code}. Check the code, or publish the matter first.',
  },
  'other-office': {
    zh: '事项由{organisation}实施，不属于发送系统所在单位。请由该单位的系统发送。',
    en: 'The matter belongs to {organisation}, not to the office of the sending system. It must come from that office’s system.',
  },
  'check-digit': {
    zh: '证件号码不是有效的公民身份号码或统一社会信用代码（校验码不符）。请核对后重新发送。',
    en: 'This is no valid citizen id or unified social credit code (check digit). Correct it and send it again.',
  },
  'not-served': {
    zh: '该事项不面向这类申请人。请核对事项编码和申请人证件号码。',
    en: 'The matter does not serve this kind of applicant. Check the code of the matter and the number.',
  },
  'out-of-order': {
    zh: '时间先后不对：{what}。收件、受理、决定、结束须依次不早于前一项，环节按时间排列。请核对后重新发送。',
    en: 'The times are not in order: {what}. Received, accepted, decided and ended each follow the one before, and so do the steps. Correct them and send it again.',
  },
  'in-future': {
    zh: '时间晚于当前时间。请核对系统时钟和时区（须带 +08:00）。',
    en: 'The time lies in the future. Check the clock and the zone (+08:00).',
  },
  'state-needs': {
    zh: '状态“{state}”须有：{what}。请补齐后重新发送。',
    en: 'The state “{state}” needs: {what}. Add it and send the record again.',
  },
  'state-forbids': {
    zh: '状态“{state}”不应有：{what}。请核对状态或去掉该项后重新发送。',
    en: 'The state “{state}” cannot have: {what}. Correct the state or leave it out and send the record again.',
  },
  'not-instant': {
    zh: '收件和决定不在同一天，不能作为即办件。请去掉 instant 或核对时间。',
    en: 'It was not decided on the day on which it was handed in, so it was not decided at once. Leave out instant or correct the times.',
  },
  'version-used': {
    zh: '这个版本号已用于不同内容。内容有变化时请提高版本号后重新发送。',
    en: 'This version was sent before with another content. Raise the version when the content changes.',
  },
  'already-ended': {
    zh: '该办件在版本 {version} 已{state}，不能再回到办理中。确需重办的，请用新的办件号发送。',
    en: 'With version {version} the case was over ({state}) and cannot be open again. If it is handled anew, send it under a new number.',
  },
  'another-case': {
    zh: '这个办件号以前是另一个办件（事项、申请人或收件时间不同）。请核对办件号。',
    en: 'Under this number another case was sent before (another matter, applicant or time of receipt). Check the number.',
  },
  'no-such-case': {
    zh: '平台上没有编号为 {caseNo}、事项和申请人相同的办件。请核对平台办件编号。',
    en: 'The platform has no case {caseNo} of this matter and applicant. Check the number.',
  },
  'possibly-twice': {
    zh: '同一申请人同一天在平台办理过同一事项，可能是同一个办件。是的，请填 caseNo（平台办件编号）；确是另一件的，请填 separate: true 后重新发送。',
    en: 'The same applicant handed in the same matter here on the same day; it may be the same case. If so, send caseNo (its number here); if it is another, send separate: true.',
  },
} as const satisfies Record<string, LocalText>;
export type FaultCode = keyof typeof TEXTS;

/** A fault of one record: where, which, and what to do about it. `path` is a JSON Pointer into the record. */
export function faultAt(path: string, code: FaultCode, params: TextParams = {}): FieldFault {
  const text = TEXTS[code];
  return {
    path,
    code: `cases.returned-${code}`,
    message: { zh: fillText(text, 'zh', params), en: fillText(text, 'en', params) },
  };
}
