// Invented answers for the smoke test, in the shape of the modules' schemas. Nothing here is shipped.
type Text = { zh: string; en: string };
const text = (zh: string, en: string): Text => ({ zh, en });
const at = (minutesAgo: number): string => new Date(Date.parse('2026-11-20T06:05:12Z') - minutesAgo * 60_000).toISOString();
const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const BUREAU = text('明州市民政局', 'Mingzhou Civil Affairs Bureau');
const POLICE = text('明州市公安局', 'Mingzhou Public Security Bureau');
const TITLE = text('老年优待证申领', "Elder's courtesy card");
const STATES = {
  received: text('已收件', 'Received'),
  correction: text('待补正', 'To be corrected'),
  'under-review': text('审核中', 'Under review'),
  approved: text('准予，制证中', 'Approved, being issued'),
} as const;

export const session = (permissions: string[], roles: { id: string; title: Text }[]) => ({
  demo: true,
  city: text('明州市', 'Mingzhou'),
  account: { kind: 'staff', name: '高晓岚', organisation: 'civil-affairs-bureau', organisationName: BUREAU, roles, permissions },
});

const SURNAMES = '王李张刘陈杨黄赵吴周';
export const cases = Array.from({ length: 312 }, (_, n) => {
  const state = (['received', 'under-review', 'received', 'correction'] as const)[n % 4] ?? 'received';
  const left = Math.floor(n / 12) - 1;
  return {
    id: uuid(n + 1),
    caseNo: `MZ2026${String(112000318 + n)}`,
    matter: 'card',
    title: TITLE,
    applicant: `${SURNAMES[n % 10]}*${n % 3 === 0 ? '芬' : ''}`,
    state,
    stateTitle: STATES[state],
    clock: {
      light: left <= 0 ? 'red' : left < 2 ? 'amber' : 'green',
      dueDate: '2026-11-24',
      workdaysLeft: left,
      provisional: n > 250,
      ...(state === 'correction' ? { paused: text('等待申请人补正（2026-12-02 前），办理时限暂不计算', "Waiting for the applicant's corrections (until 2026-12-02); the handling time does not run") } : {}),
    },
    instant: false,
    receivedAt: at(n * 7 + 30),
    organisation: 'civil-affairs-bureau',
    organisationName: BUREAU,
  };
});

const source = (organisationName: Text, resource: string) => ({
  organisation: 'x',
  organisationName,
  resource,
  at: at(12),
  purpose: text('办理老年优待证', "Handling an elder's courtesy card"),
});
const field = (zh: string, en: string, more: object = {}) => ({ type: 'string', title: text(zh, en), ...more });

export function workCase(id: string, done: { action?: string; revision: number }) {
  const listed = cases.find((one) => one.id === id);
  if (!listed) return undefined;
  const decided = done.action === 'approve' || done.action === 'refuse';
  return {
    ...listed,
    ...(decided ? { state: 'approved', stateTitle: STATES.approved, clock: undefined } : {}),
    matterVersion: '1.2.0+3fa9c1d204ab',
    formSchema: {
      type: 'object',
      properties: {
        name: field('姓名', 'Name'),
        citizenId: field('公民身份号码', 'Citizen id'),
        birthDate: field('出生日期', 'Date of birth'),
        householdPlace: field('户籍所在地', 'Place of the household'),
        householdSince: field('落户日期', 'Household here since'),
        subsistence: field('救助类别', 'Kind of assistance', { oneOf: [{ const: 'none', title: text('未享受', 'None') }] }),
        phone: field('手机号码', 'Mobile phone'),
        delivery: field('领取方式', 'How to receive it', { oneOf: [{ const: 'post', title: text('邮寄到家', 'By post') }] }),
        address: field('邮寄地址', 'Address for the post'),
      },
    },
    uiOrder: ['name', 'citizenId', 'birthDate', 'householdPlace', 'householdSince', 'subsistence', 'phone', 'delivery', 'address'],
    form: {
      name: '罗长林',
      citizenId: '9902**********4321',
      birthDate: '1960-03-14',
      householdPlace: '明州市江湾区鼓楼街道',
      householdSince: '2026-08-30',
      subsistence: 'none',
      phone: '139****2071',
      delivery: 'post',
    },
    sources: Object.fromEntries(
      ['name', 'citizenId', 'birthDate', 'householdPlace', 'householdSince'].map((name) => [name, source(POLICE, 'household-register')]).concat([['subsistence', source(BUREAU, 'subsistence-roll')]]),
    ),
    locked: ['name', 'citizenId', 'birthDate', 'householdPlace', 'householdSince', 'subsistence'],
    materials: [
      { id: 'id', title: text('居民身份证', 'Identity card'), avoided: true, necessity: 'required', replacedBy: text('由市公安局户籍数据代替', 'Replaced by household data of public security') },
      { id: 'household', title: text('户口簿', 'Household book'), avoided: true, necessity: 'required', replacedBy: text('由市公安局户籍数据代替', 'Replaced by household data of public security') },
      { id: 'photo', title: text('一寸免冠照片', 'Photograph'), avoided: false, necessity: 'required' },
    ],
    papersSaved: 2,
    steps: [
      { key: 'submit', title: text('提交申请', 'Application'), state: 'done', at: at(90) },
      { key: 'accept', title: text('受理', 'Acceptance'), state: 'done', at: at(80) },
      { key: 'review', title: text('审核', 'Review'), state: decided ? 'done' : 'current', ...(decided ? { at: at(1) } : {}) },
      { key: 'decide', title: text('决定', 'Decision'), state: decided ? 'done' : 'todo', ...(decided ? { at: at(1), note: text('准予', 'Approved') } : {}) },
      { key: 'issue', title: text('制证', 'Issuing'), state: decided ? 'current' : 'todo', note: text('老年优待证', "Elder's courtesy card") },
      { key: 'close', title: text('办结', 'Completed'), state: 'todo' },
    ],
    submittedAt: at(90),
    applicant: { name: '罗长林', citizenId: '9902**********4321' },
    revision: done.revision,
    trace: {
      inputs: { age: 66, householdStatus: 'normal', householdSince: '2026-08-30', subsistence: 'none' },
      rulesHit: [{ index: 4, id: 'r4', text: text('落户不满六个月，需人工核实居住情况', 'Household here for less than six months: a person checks') }],
      decision: 'route',
      reason: text('户口刚迁入，需核实', 'The household moved in lately and has to be checked'),
      version: '3fa9c1d204ab',
      at: at(89),
    },
    history: [
      { at: at(95), action: text('打开申请，带出已有数据', 'Application opened, known data fetched'), by: text('申请人', 'Applicant') },
      { at: at(90), action: text('提交申请（收件）', 'Application handed in'), by: text('申请人', 'Applicant') },
      { at: at(89), action: text('规则转人工办理', 'Routed to a person by the rules'), by: text('系统', 'The system') },
      { at: at(80), action: text('受理', 'Accepted'), by: BUREAU, note: '材料齐全。' },
    ],
    reasons: [text('申请人户籍不在本市', "The applicant's household is not in this city"), text('申请人未满六十周岁', 'The applicant is below sixty')],
    legalBasis: [text('《明州市老年人优待办法（示例）》第六条', 'Mingzhou Measures on Courtesies for the Elderly (sample), article 6')],
    allowed: decided ? [] : ['accept', 'request-correction', 'approve', 'refuse'],
  };
}

const REASONS = [
  { code: 'citizen-id-check-digit', text: text('公民身份号码校验位错误', 'The check digit of the citizen id is wrong'), count: 118 },
  { code: 'not-a-date', text: text('不是有效日期，或格式未在映射中声明', 'Not a date, or not in a declared format'), count: 64 },
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
export const running = load(0, { state: 'running', finishedAt: undefined, rowsRead: 746_820, rowsExpected: 1_204_551, rowsGood: 746_700, rowsRejected: 120, inserted: 0, updated: 0, deleted: 0, secondsLeft: 103 });
const failed = load(50, {
  sourceId: 'care',
  sourceTitle: text('市民政局养老服务补贴名册文件', 'File of the Civil Affairs Bureau on elder-care subsidies'),
  state: 'failed',
  rowsRead: 0, rowsGood: 0, rowsRejected: 0, inserted: 0, updated: 0, deleted: 0, rate: undefined, reasons: [],
  error: { code: 'exchange.too-many-deletions', text: text('本次数据会删除原有 12,000 行中的 8,300 行（超过一半），为防误删已停止，原数据未动。请与提供部门核对。', 'This load would remove 8,300 of 12,000 rows, more than half, so it was stopped and nothing was changed. Ask the provider.') },
});
export const loads = [running, ...Array.from({ length: 24 }, (_, n) => load(n + 1))];
export const loadById = (id: string) => [...loads, failed].find((one) => one.id === id);

const mapping = [
  { column: 'GMSFHM', item: 'citizen_id', itemTitle: text('公民身份号码', 'Citizen id'), transforms: ['trim', 'half-width', 'upper', 'citizen-id'], grade: 4 },
  { column: 'XM', item: 'name', itemTitle: text('姓名', 'Name'), transforms: ['trim'], grade: 3 },
  { column: 'XB', item: 'sex', itemTitle: text('性别', 'Sex'), transforms: ['trim', 'half-width', 'code:sex'], grade: 2 },
  { column: 'CSRQ', item: 'birth_date', itemTitle: text('出生日期', 'Date of birth'), transforms: ['trim', 'date'], grade: 3 },
];
export const sources = [
  { id: 'household', title: running.sourceTitle, organisation: 'psb', organisationName: POLICE, connector: 'postgres', resource: 'household-register', resourceTitle: text('户籍人口基本信息', 'Household register'), state: 'running', lastLoad: running, schedule: text('每 30 分钟', 'every 30 min'), mapping },
  { id: 'subsistence', title: text('市民政局低保名册文件', 'File of the Civil Affairs Bureau on subsistence allowances'), organisation: 'civil', organisationName: BUREAU, connector: 'csv', resource: 'subsistence-roll', resourceTitle: text('低保对象名册', 'Roll of subsistence allowances'), state: 'warning', lastLoad: load(2, { sourceId: 'subsistence', rowsRead: 18_332, rowsGood: 18_141 }), schedule: text('每 120 分钟', 'every 120 min'), mapping },
  { id: 'care', title: failed.sourceTitle, organisation: 'civil', organisationName: BUREAU, connector: 'xlsx', resource: 'elder-care-roll', resourceTitle: text('养老服务补贴对象', 'Roll of elder-care subsidies'), state: 'failed', lastLoad: failed, schedule: text('每 120 分钟', 'every 120 min'), mapping },
  { id: 'estate', title: text('市不动产登记中心登记簿', 'Register of real estate'), organisation: 'estate', organisationName: text('明州市不动产登记中心', 'Mingzhou Real Estate Registry'), connector: 'postgres', resource: 'estate', resourceTitle: text('不动产登记', 'Real estate'), state: 'never', mapping },
];
export const rejected = Array.from({ length: 120 }, (_, n) => ({
  id: uuid(70_000 + n),
  rowNo: 1018 + n * 37,
  reasons: [{ item: 'citizen_id', itemTitle: text('公民身份号码', 'Citizen id'), code: REASONS[n % 3]?.code ?? '', text: REASONS[n % 3]?.text }],
  preview: { GMSFHM: '9902**********431X', XM: '罗*', XB: '1', CSRQ: '1993****', HJDZ: '明州市江湾区***', GXSJ: '20261118' },
}));

const item = (name: string, zh: string, en: string, type: string, more: object = {}) => ({ name, title: text(zh, en), type, required: true, key: false, personal: true, grade: 3, ...more });
export const resources = sources.map((one, n) => ({
  id: one.resource,
  title: one.resourceTitle,
  summary: text('公安机关户籍登记的人口基本信息，每日更新', 'Basic facts about people as households are registered, daily'),
  provider: one.organisation,
  providerName: one.organisationName,
  class: n === 0 ? { category: 'base', theme: text('人口', 'Population') } : { category: 'theme', theme: text('社会救助', 'Social assistance') },
  shareType: (['conditional', 'conditional', 'none', 'unconditional'] as const)[n],
  openAttribute: 'closed',
  updateCycle: n === 0 ? 'daily' : 'monthly',
  grade: n === 3 ? 1 : 3,
  itemCount: 10 - n,
  rowCount: n === 3 ? 0 : 1_204_360 - n * 400_000,
  ...(n === 3 ? {} : { lastLoadAt: at(34 * (n + 1)) }),
  version: '3fa9c1d204ab7712',
  shareCondition: text('依法履行职责需要核验身份、年龄、户籍的', 'For organs whose duties require identity, age or household to be checked'),
  items: [
    item('citizen_id', '公民身份号码', 'Citizen id', 'citizen-id', { key: true, grade: 4 }),
    item('name', '姓名', 'Name', 'text', { maxLength: 50 }),
    item('sex', '性别', 'Sex', 'code', { codeTable: { id: 'sex', title: text('性别代码', 'Codes of sex') }, grade: 2 }),
    item('updated_on', '更新日期', 'Updated on', 'date', { personal: false, required: false, grade: 1 }),
  ],
  sources: [{ id: one.id, title: one.title, connector: one.connector }],
  lineage: {
    registries: n === 0 ? [{ id: 'population', title: text('人口基础库', 'Population'), fields: ['citizen_id'] }] : [],
    interfaces: n === 0 ? [{ id: 'population-verify', title: text('人口身份核验', 'Is this the person'), registry: 'population' }] : [],
  },
}));
const from = [
  { resource: 'household-register', title: text('户籍人口基本信息', 'Household register'), organisationName: POLICE },
  { resource: 'subsistence-roll', title: text('低保对象名册', 'Roll of subsistence allowances'), organisationName: BUREAU },
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
const grant = {
  application: 'bus-card',
  applicationTitle: text('公交优待卡系统', 'Courtesy bus card system'),
  organisationName: text('明州市交通运输局', 'Mingzhou Transport Bureau'),
  fields: ['name', 'birth_date'],
  purposes: [{ id: 'bus-card-check', title: text('公交优待卡身份核验', 'Identity check for the courtesy bus card') }],
  legalBasis: text('《明州市公共交通优待乘车办法（示例）》第四条', 'Mingzhou Measures on Courtesy Travel (sample), article 4'),
};
export const interfaces = [
  { id: 'population-verify', title: text('人口身份核验', 'Is this the person'), mode: 'verify', callsToday: 88_211, refusedToday: 12, p50Ms: 6, fields: [] },
  { id: 'population-rows', title: text('人口基本信息查询', 'Facts about a person'), mode: 'rows', callsToday: 1_204, refusedToday: 0, p50Ms: 9, fields: [{ name: 'name', title: text('姓名', 'Name'), mask: 'name' }, { name: 'birth_date', title: text('出生日期', 'Date of birth'), mask: 'none' }] },
  { id: 'population-masked', title: text('人口信息脱敏查询', 'Facts about a person, masked'), mode: 'rows', callsToday: 0, refusedToday: 0, fields: [{ name: 'name', title: text('姓名', 'Name'), mask: 'name' }] },
].map((one, n) => ({
  ...one,
  registry: 'population',
  registryTitle: text('人口基础库', 'Population'),
  version: '1.0.0',
  perMinute: 6000,
  parameters: [{ name: 'citizenId', field: 'citizen_id', required: true }],
  grants: n === 2 ? [] : [grant],
}));
export const calls = Array.from({ length: 60 }, (_, n) => ({
  id: uuid(80_000 + n),
  at: at(n / 6),
  application: 'bus-card',
  applicationTitle: grant.applicationTitle,
  mode: 'verify',
  outcome: n % 7 === 3 ? 'interfaces.purpose-not-granted' : n % 5 === 0 ? 'no-match' : 'match',
  purpose: grant.purposes[0]?.title,
  caseNo: `GJ2026-${3000 + n}`,
  fields: [],
  rows: 1,
  ms: 4 + (n % 9),
  status: n % 7 === 3 ? 403 : 200,
}));
export const applications = [
  { id: 'bus-card', title: grant.applicationTitle, organisation: 'transport-bureau', keys: [{ keyId: 'ak_Qm4Zt9cB1x2V', createdAt: at(60_000), lastUsedAt: at(1) }, { keyId: 'ak_old0000000', createdAt: at(200_000), lastUsedAt: at(70_000), revokedAt: at(60_000) }] },
  { id: 'windows', title: text('政务服务窗口系统', 'Window system of the service halls'), organisation: 'government-services-office', keys: [] as object[] },
];
export const organisations = [
  { id: 'transport-bureau', creditCode: '11990200MB009908XM', name: grant.organisationName, short: text('市交通运输局', 'Transport Bureau'), division: '990200', kind: 'department' },
  { id: 'government-services-office', creditCode: '11990200MB0099143N', name: text('明州市政务服务管理办公室', 'Mingzhou Government Services Office'), short: text('市政务办', 'Government Services'), division: '990200', kind: 'department' },
  { id: 'civil-affairs-bureau', creditCode: '11990200MB0099047D', name: BUREAU, short: text('市民政局', 'Civil Affairs'), division: '990200', kind: 'department' },
];
export const accounts = Array.from({ length: 64 }, (_, n) => ({
  id: uuid(500 + n),
  login: `clerk${n + 1}`,
  name: `${SURNAMES[n % 10]}${'敏强丽军洋'[n % 5]}`,
  organisation: 'civil-affairs-bureau',
  organisationName: BUREAU,
  roles: n === 3 ? [] : [{ id: 'clerk', title: text('审批人员', 'Clerk') }],
  disabled: n === 5,
  demo: n < 2,
  createdAt: at(n * 900),
}));
export const verifications = (['open', 'open', 'confirmed', 'dismissed'] as const).map((state, n) => ({
  id: uuid(700 + n),
  licenceId: uuid(800 + n),
  identifier: '1.2.156.3005.2.11100000MB9900001X01.990200202611200001.1.0',
  licenceTitle: text('老年优待证', "Elder's courtesy card"),
  holder: '周*芬',
  licenceStatus: state === 'confirmed' ? 'suspended' : 'valid',
  organisation: 'civil-affairs-bureau',
  title: text('持证人户籍可能已迁出', "The holder's household may have moved away"),
  evidence: text('户籍人口基本信息中，该持证人的户籍状态由“正常”变为“迁出”。', 'In the household register the status of the holder changed from normal to moved away.'),
  field: text('户籍状态', 'Household status'),
  before: text('正常', 'Normal'),
  after: text('迁出', 'Moved away'),
  resource: 'household-register',
  resourceTitle: text('户籍人口基本信息', 'Household register'),
  loadId: uuid(9001),
  state,
  createdAt: at(40 + n * 300),
  ...(state === 'open' ? { clock: { light: n === 0 ? 'amber' : 'green', dueDate: '2026-11-24', workdaysLeft: n + 1, provisional: false } } : { decidedAt: at(20), finding: '已与派出所核对，确已迁往外市。' }),
  objections: state === 'confirmed' ? [{ at: at(10), text: '我只是把户口迁到女儿家，人仍住在本市。' }] : [],
  allowed: state === 'open' ? ['confirm', 'dismiss'] : state === 'confirmed' ? ['restore', 'revoke'] : [],
}));
