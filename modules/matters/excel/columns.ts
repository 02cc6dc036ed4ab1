/** The sheets that departments exchange: the list itself, and papers, links and questions of each matter. */
export const SHEETS = {
  list: '实施清单',
  materials: '材料',
  links: '环节',
  faq: '常见问题',
  notes: '填写说明',
} as const;

/** Words that a cell may hold for a value, the first one written on export; the value itself is understood too. */
export type Words = Readonly<Record<string, string>>;

const TASK_TYPES: Words = {
  '01': '行政许可',
  '02': '行政处罚',
  '03': '行政强制',
  '04': '行政征收',
  '05': '行政给付',
  '06': '行政检查',
  '07': '行政确认',
  '08': '行政奖励',
  '09': '行政裁决',
  '10': '其他行政权力',
  '20': '公共服务',
};
const LEVELS: Words = { '1': '国家级', '2': '省级', '3': '市级', '4': '县级', '5': '乡镇街道级', '6': '村社区级' };
const POWERS: Words = {
  '1': '法定本级行使',
  '2': '上级下放',
  '3': '上级授权',
  '4': '同级授权',
  '5': '上级委托',
  '6': '同级委托',
};
const OBJECTS: Words = { 'natural-person': '自然人', 'legal-person': '法人', 'other-organisation': '其他组织' };
const PROJECTS: Words = { instant: '即办件', promise: '承诺件' };
const UNITS: Words = { workday: '工作日', day: '自然日' };
const FORMS: Words = { window: '窗口', online: '网上', mail: '邮寄', terminal: '自助终端' };
const DEPTHS: Words = { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ' };
const ACROSS: Words = { county: '全县', city: '全市', province: '全省', nation: '全国' };
const RESULTS: Words = { licence: '出证办结', document: '出文办结', approval: '审批办结', other: '其他' };
const KINDS: Words = { original: '原件', copy: '复印件', 'original-and-copy': '原件和复印件', electronic: '电子' };
const SOURCES: Words = { applicant: '申请人自备', government: '政府部门核发', intermediary: '中介机构' };
const NECESSITY: Words = { required: '必要', optional: '非必要', later: '容缺后补' };

export type Kind =
  | { kind: 'text' }
  | { kind: 'words'; words: Words; many?: boolean }
  /** Several, one on a line. */
  | { kind: 'lines' }
  /** Several short ones, with 、 between. */
  | { kind: 'list' }
  /** A day, written 2026-12-01; `open`: or the word that says that there is none. */
  | { kind: 'day'; open?: string }
  | { kind: 'whole' }
  | { kind: 'yuan' }
  | { kind: 'yes-no' };

/** One column; `path`: faults of the rules whose place begins so are shown here. */
export type Column = { key: string; heading: string; needed?: boolean; width: number; path?: string } & Kind;

export const LIST_COLUMNS: readonly Column[] = [
  { key: 'id', heading: '事项标识', kind: 'text', width: 22, path: '/id' },
  { key: 'inherits', heading: '承接上级事项', kind: 'text', width: 22, path: '/inherits' },
  { key: 'title', heading: '事项名称', kind: 'text', needed: true, width: 30, path: '/title' },
  { key: 'titleEn', heading: '英文名称', kind: 'text', width: 26 },
  { key: 'summary', heading: '一句话说明', kind: 'text', width: 36, path: '/summary' },
  { key: 'catalogCode', heading: '基本编码', kind: 'text', width: 16, path: '/codes/catalogCode' },
  { key: 'taskCode', heading: '实施编码', kind: 'text', width: 36, path: '/codes' },
  { key: 'localCode', heading: '地方编码', kind: 'text', width: 16 },
  { key: 'organisation', heading: '实施机构', kind: 'text', needed: true, width: 26, path: '/organisation' },
  { key: 'coOrganisations', heading: '联办机构', kind: 'list', width: 26, path: '/coOrganisations' },
  { key: 'taskType', heading: '事项类型', kind: 'words', words: TASK_TYPES, width: 14, path: '/taskType' },
  { key: 'useLevel', heading: '行使层级', kind: 'words', words: LEVELS, needed: true, width: 12, path: '/useLevel' },
  { key: 'powerSource', heading: '权力来源', kind: 'words', words: POWERS, width: 16, path: '/powerSource' },
  {
    key: 'serviceObject',
    heading: '服务对象',
    kind: 'words',
    words: OBJECTS,
    many: true,
    width: 18,
    path: '/serviceObject',
  },
  { key: 'topicsPerson', heading: '自然人办事主题', kind: 'list', width: 20, path: '/topics/person' },
  { key: 'topicsFirm', heading: '法人办事主题', kind: 'list', width: 20, path: '/topics/firm' },
  { key: 'projectType', heading: '办件类型', kind: 'words', words: PROJECTS, width: 10, path: '/projectType' },
  { key: 'statutoryDays', heading: '法定时限', kind: 'whole', width: 10, path: '/limits/statutory' },
  { key: 'statutoryUnit', heading: '法定时限单位', kind: 'words', words: UNITS, width: 12 },
  { key: 'promiseDays', heading: '承诺时限', kind: 'whole', width: 10, path: '/limits' },
  { key: 'promiseUnit', heading: '承诺时限单位', kind: 'words', words: UNITS, width: 12 },
  { key: 'effectiveFrom', heading: '生效日期', kind: 'day', width: 12, path: '/effective' },
  {
    key: 'effectiveUntil',
    heading: '取消日期',
    kind: 'day',
    open: '长期',
    width: 12,
    path: '/effective/until',
  },
  { key: 'legalBasis', heading: '设定依据', kind: 'lines', width: 44, path: '/legalBasis' },
  { key: 'conditions', heading: '受理条件', kind: 'lines', width: 44, path: '/conditions' },
  { key: 'forms', heading: '办理形式', kind: 'words', words: FORMS, many: true, width: 18, path: '/handling' },
  { key: 'depth', heading: '网上办理深度', kind: 'words', words: DEPTHS, width: 12, path: '/handling/depth' },
  { key: 'across', heading: '通办范围', kind: 'words', words: ACROSS, width: 10 },
  { key: 'mailMaterials', heading: '材料可邮寄', kind: 'yes-no', width: 10 },
  { key: 'mailResult', heading: '结果可邮寄', kind: 'yes-no', width: 10 },
  { key: 'visits', heading: '到现场次数', kind: 'whole', width: 10, path: '/visits' },
  { key: 'visitReason', heading: '到现场原因', kind: 'text', width: 26, path: '/visits/reason' },
  { key: 'isFee', heading: '是否收费', kind: 'yes-no', width: 10, path: '/fee' },
  { key: 'feeBasis', heading: '收费依据', kind: 'text', width: 30, path: '/fee/basis' },
  { key: 'feeItem', heading: '收费项目', kind: 'text', width: 20, path: '/fee/items' },
  { key: 'feeYuan', heading: '收费标准（元）', kind: 'yuan', width: 14 },
  { key: 'payOnline', heading: '可网上支付', kind: 'yes-no', width: 10, path: '/fee/payOnline' },
  { key: 'resultKind', heading: '结果类型', kind: 'words', words: RESULTS, width: 12, path: '/result' },
  { key: 'resultName', heading: '结果名称', kind: 'text', width: 24, path: '/result/name' },
  { key: 'keywords', heading: '常用词', kind: 'list', width: 26 },
  { key: 'phone', heading: '咨询电话', kind: 'text', width: 14, path: '/phone' },
  { key: 'supervisionPhone', heading: '监督电话', kind: 'text', width: 14, path: '/supervisionPhone' },
  { key: 'review', heading: '行政复议机关', kind: 'text', width: 24, path: '/rights/review' },
  { key: 'litigation', heading: '行政诉讼法院', kind: 'text', width: 24, path: '/rights/litigation' },
];

const OF: Column = { key: 'of', heading: '事项', kind: 'text', needed: true, width: 30 };
export const MATERIAL_COLUMNS: readonly Column[] = [
  OF,
  { key: 'id', heading: '材料标识', kind: 'text', width: 20 },
  { key: 'title', heading: '材料名称', kind: 'text', needed: true, width: 30 },
  { key: 'titleEn', heading: '英文名称', kind: 'text', width: 26 },
  { key: 'kind', heading: '材料类型', kind: 'words', words: KINDS, width: 14 },
  { key: 'source', heading: '来源渠道', kind: 'words', words: SOURCES, width: 14 },
  { key: 'necessity', heading: '必要性', kind: 'words', words: NECESSITY, width: 12 },
  { key: 'copies', heading: '份数', kind: 'whole', width: 8 },
  { key: 'note', heading: '填报须知', kind: 'text', width: 36 },
];
export const LINK_COLUMNS: readonly Column[] = [
  OF,
  { key: 'title', heading: '环节名称', kind: 'text', needed: true, width: 24 },
  { key: 'titleEn', heading: '英文名称', kind: 'text', width: 24 },
  { key: 'organisation', heading: '办理机构', kind: 'text', width: 26 },
  { key: 'days', heading: '时限（工作日）', kind: 'whole', width: 14 },
];
export const FAQ_COLUMNS: readonly Column[] = [
  OF,
  { key: 'question', heading: '问题', kind: 'text', needed: true, width: 44 },
  { key: 'answer', heading: '答复', kind: 'text', needed: true, width: 60 },
];
