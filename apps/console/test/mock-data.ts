import { BUREAU, POLICE, at, text, uuid } from './mock-words.ts';

const REASONS = [
  {
    code: 'citizen-id-check-digit',
    text: text('公民身份号码校验位错误', 'The check digit of the citizen id is wrong'),
    count: 118,
  },
  {
    code: 'not-a-date',
    text: text('不是有效日期，或格式未在映射中声明', 'Not a date, or not in a declared format'),
    count: 64,
  },
  { code: 'required', text: text('必填项为空', 'A required value is missing'), count: 9 },
];
const load = (n: number, more: object = {}) => ({
  id: uuid(9000 + n),
  sourceId: 'household',
  sourceTitle: text('市公安局户籍前置库', 'Household register in the front database of public security'),
  organisation: 'public-security-bureau',
  state: 'done',
  createdAt: at(n * 30 + 4),
  startedAt: at(n * 30 + 4),
  finishedAt: at(n * 30 + 3),
  rowsRead: 1_204_551,
  rowsGood: 1_204_360,
  rowsRejected: 191,
  inserted: 52,
  updated: 1_204,
  deleted: 3,
  rate: 48_182,
  reasons: REASONS,
  ...more,
});
export const running = load(0, {
  state: 'running',
  finishedAt: undefined,
  rowsRead: 746_820,
  rowsExpected: 1_204_551,
  rowsGood: 746_700,
  rowsRejected: 120,
  inserted: 0,
  updated: 0,
  deleted: 0,
  secondsLeft: 103,
});
const failed = load(50, {
  sourceId: 'care',
  sourceTitle: text('市民政局养老服务补贴名册文件', 'File of the Civil Affairs Bureau on elder-care subsidies'),
  state: 'failed',
  rowsRead: 0,
  rowsGood: 0,
  rowsRejected: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  rate: undefined,
  reasons: [],
  error: {
    code: 'exchange.too-many-deletions',
    text: text(
      '本次数据会删除原有 12,000 行中的 8,300 行（超过一半），为防误删已停止，原数据未动。请与提供部门核对。',
      'This load would remove 8,300 of 12,000 rows, more than half, so it was stopped and nothing was changed. Ask the provider.',
    ),
  },
});
export const loads = [running, ...Array.from({ length: 24 }, (_, n) => load(n + 1))];
export const loadById = (id: string) => [...loads, failed].find((one) => one.id === id);

const mapping = [
  {
    column: 'GMSFHM',
    item: 'citizen_id',
    itemTitle: text('公民身份号码', 'Citizen id'),
    transforms: ['trim', 'half-width', 'upper', 'citizen-id'],
    grade: 4,
  },
  { column: 'XM', item: 'name', itemTitle: text('姓名', 'Name'), transforms: ['trim'], grade: 3 },
  {
    column: 'XB',
    item: 'sex',
    itemTitle: text('性别', 'Sex'),
    transforms: ['trim', 'half-width', 'code:sex'],
    grade: 2,
  },
  {
    column: 'CSRQ',
    item: 'birth_date',
    itemTitle: text('出生日期', 'Date of birth'),
    transforms: ['trim', 'date'],
    grade: 3,
  },
];
export const sources = [
  {
    id: 'household',
    title: running.sourceTitle,
    organisation: 'psb',
    organisationName: POLICE,
    connector: 'postgres',
    resource: 'household-register',
    resourceTitle: text('户籍人口基本信息', 'Household register'),
    state: 'running',
    lastLoad: running,
    schedule: text('每 30 分钟', 'every 30 min'),
    mapping,
  },
  {
    id: 'subsistence',
    title: text('市民政局低保名册文件', 'File of the Civil Affairs Bureau on subsistence allowances'),
    organisation: 'civil',
    organisationName: BUREAU,
    connector: 'csv',
    resource: 'subsistence-roll',
    resourceTitle: text('低保对象名册', 'Roll of subsistence allowances'),
    state: 'warning',
    lastLoad: load(2, { sourceId: 'subsistence', rowsRead: 18_332, rowsGood: 18_141 }),
    schedule: text('每 120 分钟', 'every 120 min'),
    mapping,
  },
  {
    id: 'care',
    title: failed.sourceTitle,
    organisation: 'civil',
    organisationName: BUREAU,
    connector: 'xlsx',
    resource: 'elder-care-roll',
    resourceTitle: text('养老服务补贴对象', 'Roll of elder-care subsidies'),
    state: 'failed',
    lastLoad: failed,
    schedule: text('每 120 分钟', 'every 120 min'),
    mapping,
  },
  {
    id: 'estate',
    title: text('市不动产登记中心登记簿', 'Register of real estate'),
    organisation: 'estate',
    organisationName: text('明州市不动产登记中心', 'Mingzhou Real Estate Registry'),
    connector: 'postgres',
    resource: 'estate',
    resourceTitle: text('不动产登记', 'Real estate'),
    state: 'never',
    mapping,
  },
];
export const rejected = Array.from({ length: 120 }, (_, n) => ({
  id: uuid(70_000 + n),
  rowNo: 1018 + n * 37,
  reasons: [
    {
      item: 'citizen_id',
      itemTitle: text('公民身份号码', 'Citizen id'),
      code: REASONS[n % 3]?.code ?? '',
      text: REASONS[n % 3]?.text,
    },
  ],
  preview: {
    GMSFHM: '9902**********431X',
    XM: '罗*',
    XB: '1',
    CSRQ: '1993****',
    HJDZ: '明州市江湾区***',
    GXSJ: '20261118',
  },
}));

const item = (name: string, zh: string, en: string, type: string, more: object = {}) => ({
  name,
  title: text(zh, en),
  type,
  required: true,
  key: false,
  personal: true,
  grade: 3,
  dataClass: 'person',
  maskInForce: 'none',
  ...more,
});
export const resources = sources.map((one, n) => ({
  id: one.resource,
  title: one.resourceTitle,
  summary: text(
    '公安机关户籍登记的人口基本信息，每日更新',
    'Basic facts about people as households are registered, daily',
  ),
  provider: one.organisation,
  providerName: one.organisationName,
  class:
    n === 0
      ? { category: 'base', theme: text('人口', 'Population') }
      : { category: 'theme', theme: text('社会救助', 'Social assistance') },
  shareType: (['conditional', 'conditional', 'none', 'unconditional'] as const)[n],
  openAttribute: 'closed',
  updateCycle: n === 0 ? 'daily' : 'monthly',
  grade: n === 3 ? 1 : 3,
  itemCount: 10 - n,
  rowCount: n === 3 ? 0 : 1_204_360 - n * 400_000,
  ...(n === 3 ? {} : { lastLoadAt: at(34 * (n + 1)) }),
  overdueDays: 0,
  origin: 'pack',
  aliases: [],
  shareModes: ['interface', 'file'],
  approval: text('提供部门负责人审批', 'Decided by the head of the provider'),
  usage: {
    calls: 1_280,
    subscriptions: 1,
    requests: 3,
    lastAt: at(90),
    consumers: [{ id: one.organisation, name: one.organisationName }],
  },
  mayRevise: false,
  version: '3fa9c1d204ab7712',
  shareCondition: text(
    '依法履行职责需要核验身份、年龄、户籍的',
    'For organs whose duties require identity, age or household to be checked',
  ),
  items: [
    item('citizen_id', '公民身份号码', 'Citizen id', 'citizen-id', { key: true, grade: 4 }),
    item('name', '姓名', 'Name', 'text', { maxLength: 50 }),
    item('sex', '性别', 'Sex', 'code', { codeTable: { id: 'sex', title: text('性别代码', 'Codes of sex') }, grade: 2 }),
    item('updated_on', '更新日期', 'Updated on', 'date', { personal: false, required: false, grade: 1 }),
  ],
  sources: [{ id: one.id, title: one.title, connector: one.connector }],
  lineage: {
    registries: n === 0 ? [{ id: 'population', title: text('人口基础库', 'Population'), fields: ['citizen_id'] }] : [],
    interfaces:
      n === 0
        ? [{ id: 'population-verify', title: text('人口身份核验', 'Is this the person'), registry: 'population' }]
        : [],
  },
}));
const from = [
  { resource: 'household-register', title: text('户籍人口基本信息', 'Household register'), organisationName: POLICE },
  {
    resource: 'subsistence-roll',
    title: text('低保对象名册', 'Roll of subsistence allowances'),
    organisationName: BUREAU,
  },
];
export const registries = [
  {
    id: 'population',
    title: text('人口基础库', 'Population'),
    kind: 'population',
    records: 1_204_360,
    builtAt: at(34),
    fields: [
      { name: 'citizen_id', title: text('公民身份号码', 'Citizen id'), from: from.slice(0, 1), filled: 1_204_360 },
      { name: 'name', title: text('姓名', 'Name'), from, filled: 1_204_360 },
      { name: 'address', title: text('户籍地址', 'Registered address'), from: from.slice(0, 1), filled: 1_180_112 },
      { name: 'subsistence_level', title: text('救助类别', 'Kind of assistance'), from: from.slice(1), filled: 18_141 },
    ],
  },
];
