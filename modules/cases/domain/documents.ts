import type { LocalText } from '@platform/kernel';

/** The documents of handling (办件文书): title and the word in the number. The examination sheet (审批单) is printed, not numbered. */
const KINDS = {
  receipt: { title: { zh: '收件凭证', en: 'Receipt of an application' }, word: '收' },
  acceptance: { title: { zh: '受理通知书', en: 'Notice of acceptance' }, word: '受' },
  correction: { title: { zh: '补齐补正通知书', en: 'Notice of what to correct' }, word: '补' },
  'not-accepted': { title: { zh: '不予受理通知书', en: 'Notice of non-acceptance' }, word: '不受' },
  incomplete: { title: { zh: '容缺受理承诺书', en: 'Undertaking to hand in missing papers' }, word: '容缺' },
  commitment: { title: { zh: '信用承诺书', en: 'Undertaking of conditions met' }, word: '承' },
  'special-procedure': { title: { zh: '特殊程序告知书', en: 'Notice of a special procedure' }, word: '特' },
  resumption: { title: { zh: '恢复办理通知书', en: 'Notice that handling goes on' }, word: '恢' },
  extension: { title: { zh: '延长办理期限通知书', en: 'Notice of an extended time' }, word: '延' },
  fee: { title: { zh: '缴费通知书', en: 'Notice of a fee' }, word: '费' },
  approval: { title: { zh: '准予决定书', en: 'Decision of approval' }, word: '准' },
  refusal: { title: { zh: '不予许可（办理）决定书', en: 'Decision of refusal' }, word: '不准' },
  completion: { title: { zh: '办结通知书', en: 'Notice of completion' }, word: '结' },
  returned: { title: { zh: '退件通知书', en: 'Notice of return' }, word: '退' },
  referral: { title: { zh: '转报告知书', en: 'Notice of referral' }, word: '转报' },
  rectification: { title: { zh: '整改通知书', en: 'Notice to put right' }, word: '改' },
} as const satisfies Record<string, { title: LocalText; word: string }>;

export type DocumentKind = keyof typeof KINDS;
export const DOCUMENT_KINDS = Object.keys(KINDS) as DocumentKind[];

export function documentTitle(kind: DocumentKind): LocalText {
  return KINDS[kind].title;
}

/** `市民政局受字〔2026〕12号`, without gaps by organisation, kind and year. */
export function documentNumber(short: string, kind: DocumentKind, year: number, number: number): string {
  return `${short}${KINDS[kind].word}字〔${year}〕${number}号`;
}

/** What a document says, as sealed: in Chinese, the language of the law; whole sentences, ready to print. */
export type DocumentContent = { to: string; paragraphs: string[] };

export type DocumentFacts = {
  caseNo: string;
  matter: string;
  applicant: string;
  organisation: string;
  /** The date of the act. */
  date: string;
  dueDate?: string;
  statutoryDate?: string;
  basis?: string;
  /** The day of receipt from which it counts as accepted, where the office did not answer in time. */
  deemedFrom?: string;
  reason?: string;
  items?: readonly string[];
  until?: string;
  procedure?: string;
  papers?: readonly string[];
  /** The authority to which the case was referred, and what its applicant is to do. */
  referredTo?: string;
  /** Who gave more time; by which clause it is given, or does not run. */
  extendedBy?: string;
  clause?: string;
  advice?: string;
  /** As `¥80.55`. */
  total?: string;
  remedies?: readonly string[];
  result?: string;
  /** The window at which it was taken in, and what was decided there and then. */
  window?: string;
  /** The service point and the number of that window. */
  place?: string;
  outcome?: 'approved' | 'refused';
};

function takenInBy({ window, place }: DocumentFacts): string {
  if (window === undefined) return '';
  return place === undefined ? `由${window}窗口` : `由${window}在${place}`;
}

/** The text of a document. */
export function contentOf(kind: DocumentKind, facts: DocumentFacts): DocumentContent {
  const { caseNo, matter, items = [], papers = [], remedies = [] } = facts;
  const about = `您提出的“${matter}”申请（办件编号 ${caseNo}）`;
  const basis = facts.basis === undefined ? '' : `依据${facts.basis}，`;
  const clause = facts.clause === undefined ? '' : `依据${facts.clause}，`;
  const numbered = (list: readonly string[]): string[] => list.map((one, index) => `${index + 1}. ${one}`);
  const paragraphs: Record<DocumentKind, string[]> = {
    receipt: [
      `${about}及所附材料已于${facts.date}${takenInBy(facts)}收到。`,
      ...(facts.window !== undefined && papers.length > 0 ? [`本事项需提交的材料：${papers.join('、')}。`] : []),
      facts.outcome === undefined
        ? `本机关将在${facts.dueDate ?? '规定期限'}前作出是否受理的答复。`
        : `本机关已当场作出${facts.outcome === 'approved' ? '准予' : '不予办理'}的决定。`,
    ],
    acceptance: [
      facts.deemedFrom === undefined
        ? papers.length === 0
          ? `${about}材料齐全，符合法定形式，现予受理。`
          : `${about}主要材料符合要求，暂缺${papers.join('、')}，须于${facts.until ?? '规定期限'}前补交，现予容缺受理。`
        : `${about}，本机关未在规定期限内告知补正或者作出答复，自收到之日（${facts.deemedFrom}）起视为受理。`,
      `承诺于${facts.dueDate ?? '规定期限'}前办结${facts.statutoryDate === undefined ? '' : `，法定期限为${facts.statutoryDate}`}。`,
    ],
    correction: [
      `${about}的材料不齐全或者不符合法定形式，现一次性告知需要补正的全部内容：`,
      ...numbered(items),
      `请于${facts.until ?? '规定期限'}前补正。逾期未补正的，申请将退回。`,
    ],
    'not-accepted': [`${about}，${basis}经审查决定不予受理。`, `理由：${facts.reason ?? '见审查意见'}。`, ...remedies],
    incomplete: [
      `${about}的主要材料齐全，下列材料暂缺，申请人承诺于${facts.until ?? '规定期限'}前补交：`,
      ...numbered(papers),
      '主要材料符合要求，先行受理。逾期未补交的，本机关依法作出不予办理的决定。',
    ],
    commitment: [
      `${about}，申请人书面承诺符合办理条件，愿意接受事后核查。`,
      '承诺不实的，本机关依法撤销决定，并将失信信息记入信用记录。',
    ],
    'special-procedure': [
      `${about}在办理中需要进行${facts.procedure ?? '特别程序'}，${clause}所需时间不计入办理期限。`,
      `理由：${facts.reason ?? '见审查意见'}。`,
      `预计于${facts.until ?? '规定期限'}前完成，完成后恢复计时。`,
    ],
    resumption: [`${about}的特别程序已经结束，自${facts.date}起恢复计时，承诺于${facts.dueDate ?? '规定期限'}前办结。`],
    extension: [
      `${about}，${clause}经${facts.extendedBy ?? '本机关'}负责人批准延长办理期限，延长后于${facts.dueDate ?? '规定期限'}前办结。`,
      `理由：${facts.reason ?? '见审查意见'}。`,
    ],
    fee: [
      `${about}办理中需要缴费：`,
      ...numbered(items),
      `合计${facts.total ?? ''}。请在“我的办件”中网上支付，或者到窗口缴费。款项直接缴入国库，工作人员不经手。`,
    ],
    approval: [
      `${about}，${basis}经审查符合条件，决定准予。`,
      ...(facts.result ? [`办理结果：${facts.result}。`] : []),
    ],
    refusal: [
      `${about}，经审查决定不予办理。`,
      `理由：${facts.reason ?? '见审查意见'}。`,
      `依据：${facts.basis ?? '见审查意见'}。`,
      ...remedies,
    ],
    completion: [
      `${about}经审查符合条件，决定准予，已于${facts.date}办结。`,
      ...(facts.result ? [`办理结果：${facts.result}。`] : []),
    ],
    returned: [`${about}未在规定期限内补正，现予退件。需要时可以重新申请。`],
    referral: [
      `${about}，应由${facts.referredTo ?? '有权机关'}办理，本机关现予转报，办理期限自${facts.date}起终止。`,
      `理由：${facts.reason ?? '见审查意见'}。`,
      `后续办理：${facts.advice ?? ''}`,
    ],
    rectification: [
      `经核查，您在“${matter}”（办件编号 ${caseNo}）中的承诺与实际情况不符。`,
      `情况：${facts.reason ?? '见核查意见'}。`,
      `依据：${facts.basis ?? '见核查意见'}。`,
      `请于${facts.until ?? '规定期限'}前改正。您有权陈述和申辩；逾期未改正的，本机关将依法撤销原决定。`,
    ],
  };
  return { to: facts.applicant, paragraphs: paragraphs[kind] };
}
