// Invented proofs, lineage and subscriptions. Nothing here is shipped.
import { lines } from './mock-rail.ts';
import { at, text, uuid } from './mock-words.ts';

const proof = (n: number, more: object = {}) => ({
  id: uuid(80_000 + n),
  lineId: `l${n}`,
  lineTitle: lines[n % lines.length]?.title ?? text('', ''),
  resource: 'household-register',
  organisation: 'public-security-bureau',
  reason: n % 2 ? 'schedule' : 'asked',
  state: 'done',
  outcome: 'equal',
  createdAt: at(n * 60 + 30),
  startedAt: at(n * 60 + 30),
  finishedAt: at(n * 60 + 28),
  askedBy: 'zhang.wei',
  progress: 1,
  sourceRows: 9_412_551,
  lakeRows: 9_412_551,
  rejectedRows: 0,
  ranges: 4096,
  rangesDiffering: 0,
  differences: { missing: 0, extra: 0, changed: 0 },
  inMotion: 0,
  refused: 0,
  mended: 0,
  left: 0,
  settled: true,
  ...more,
});
export const differing = proof(3, {
  outcome: 'differs',
  sourceRows: 9_412_551,
  lakeRows: 9_412_549,
  rejectedRows: 27,
  rangesDiffering: 2,
  differences: { missing: 3, extra: 1, changed: 2 },
  inMotion: 4,
  refused: 1,
  left: 6,
});
const comparing = proof(6, {
  state: 'comparing',
  outcome: undefined,
  finishedAt: undefined,
  progress: 0.62,
  rowsPerSecond: 412_000,
  secondsLeft: 9,
  sourceRows: undefined,
});
export const proofs = lines.map((line, n) => ({
  lineId: line.id,
  title: line.title,
  state: line.state,
  ...(n % 2 ? { setting: { everyHours: 24, mend: n % 4 === 1 }, nextAt: at(-600) } : {}),
  ...(line.id === 'l3'
    ? { last: { ...differing, lineId: 'l3' } }
    : line.id === 'l6'
      ? { last: { ...comparing, lineId: 'l6' } }
      : n % 8 === 7
        ? {}
        : { last: proof(n, { lineId: line.id }) }),
}));
export const proofById = (id: string) => [differing, comparing].find((one) => one.id === id) ?? proof(9, { id });
export const proofHistory = (lineId: string) =>
  Array.from({ length: 14 }, (_, n) =>
    proof(n, {
      lineId,
      ...(n === 0 && lineId === 'l3' ? { ...differing, id: differing.id } : { id: uuid(82_000 + n) }),
      ...(n === 4 ? { mended: 3 } : {}),
    }),
  );
export const ranges = [
  {
    no: 12,
    from: '3302**********0011',
    to: '3302**********0912',
    sourceRows: 2_300,
    lakeRows: 2_298,
    missing: 3,
    extra: 1,
    changed: 0,
    mended: 0,
  },
  {
    no: 981,
    from: '3302**********8812',
    sourceRows: 2_298,
    lakeRows: 2_298,
    missing: 0,
    extra: 0,
    changed: 2,
    mended: 0,
  },
];
export const differingRows = [
  {
    id: uuid(81_001),
    range: 12,
    kind: 'missing',
    state: 'differs',
    items: [],
    key: { citizen_id: '3302**********1234' },
  },
  {
    id: uuid(81_002),
    range: 12,
    kind: 'extra',
    state: 'differs',
    items: [],
    key: { citizen_id: '3302**********5678' },
  },
  {
    id: uuid(81_003),
    range: 12,
    kind: 'changed',
    state: 'refused',
    items: [{ name: 'address', title: text('户籍地址', 'Registered address') }],
    key: { citizen_id: '3302**********9012' },
  },
];
export const openedRow = {
  id: uuid(81_003),
  kind: 'changed',
  state: 'differs',
  items: [
    { name: 'name', title: text('姓名', 'Name'), grade: 3, source: '测试', lake: '测试', differs: false },
    {
      name: 'address',
      title: text('户籍地址', 'Registered address'),
      grade: 3,
      source: '海曙路 1 号',
      lake: null,
      differs: true,
    },
  ],
};

const node = (id: string, zh: string, en: string, owner: [string, string]) => ({
  id,
  kind: id.split(':')[0],
  title: text(zh, en),
  owner: text(...owner),
});
const ME = node('item:household-register.citizen_id', '公民身份号码', 'Citizen id', [
  '户籍人口信息',
  'Household register',
]);
const nodes = [
  node('source-column:c0-0.hj_person.GMSFHM', 'GMSFHM', 'GMSFHM', [
    '人口信息系统 hj_person',
    'Population system hj_person',
  ]),
  node('line:l0', '人口基本信息', 'Residents', ['明州市公安局', 'Public Security Bureau']),
  node('registry-field:population.citizen_id', '公民身份号码', 'Citizen id', ['人口库', 'Population registry']),
  node('interface-parameter:population-verify.citizen_id', '公民身份号码', 'Citizen id', [
    '人口核验接口',
    'Population check',
  ]),
  node('interface-field:population-masked.citizen_id', '公民身份号码', 'Citizen id', [
    '人口查询接口',
    'Population look-up',
  ]),
  node('form-field:allowance.applicant', '申请人身份号码', 'Applicant’s id', ['高龄津贴', 'Allowance']),
  node('decision:allowance.eligible', '是否符合条件', 'Eligible', ['高龄津贴', 'Allowance']),
  node('licence-field:card.citizen_id', '持证人身份号码', 'Holder’s id', ['优待证', 'Card']),
  ...Array.from({ length: 18 }, (_, n) =>
    node(`indicator:people-${n}`, `常住人口指标 ${n + 1}`, `Population figure ${n + 1}`, ['城市体征', 'City figures']),
  ),
];
const edge = (from: number | 'me', to: number | 'me', how: string) => ({
  from: from === 'me' ? ME.id : nodes[from]?.id,
  to: to === 'me' ? ME.id : nodes[to]?.id,
  how,
  definition: {
    origin: 'pack',
    kind: 'resources',
    id: 'household-register',
    pack: 'population',
    file: 'resources/household-register.yaml',
    line: 12,
  },
});
export const lineage = {
  node: ME,
  nodes: [ME, ...nodes],
  edges: [
    edge(0, 'me', 'value'),
    edge(1, 'me', 'holds'),
    edge('me', 2, 'value'),
    edge(2, 3, 'uses'),
    edge(2, 4, 'value'),
    edge(4, 5, 'value'),
    edge(5, 6, 'uses'),
    edge(6, 7, 'value'),
    ...Array.from({ length: 18 }, (_, n) => edge(2, 8 + n, 'counts')),
  ],
  upstream: nodes.slice(0, 2).map(({ id }) => id),
  downstream: nodes.slice(2).map(({ id }) => id),
};
export const breaks = {
  node: ME,
  items: [
    { node: nodes[3], distance: 2, how: 'stops', via: [] },
    { node: nodes[5], distance: 3, how: 'empty', via: [] },
    ...nodes.slice(8, 14).map((one) => ({ node: one, distance: 2, how: 'miscounts', via: [] })),
  ],
  counts: {},
};

export const subscriptions = Array.from({ length: 23 }, (_, n) => ({
  id: uuid(90_000 + n),
  title: text(`人口变更 ${n + 1}`, `Changes of residents ${n + 1}`),
  kind: n % 3 ? 'webhook' : 'pull',
  application: 'bus-card',
  applicationTitle: text('公交卡系统', 'Bus cards'),
  organisation: 'transport-bureau',
  organisationName: text('明州市交通运输局', 'Transport Bureau'),
  purpose: '敬老优待资格随动更新',
  basis: '明数共〔2026〕12 号',
  grade: 3,
  state: n === 1 ? 'failing' : n === 4 ? 'paused' : 'active',
  ...(n === 1
    ? {
        fault: {
          code: 'streams.refused',
          text: text('对方地址应答 503，连续 12 次没有送达。', 'Their address answered 503, 12 times in a row.'),
          mend: text('请对方检查服务；恢复后会自动继续。', 'Ask them to look at their service; it goes on by itself.'),
          at: at(30),
        },
        nextTryAt: at(-3),
      }
    : {}),
  url: 'https://bus.example.gov.cn/hooks/people',
  algorithm: 'sm3',
  createdAt: at(20_000),
  createdBy: 'zhang.wei',
  version: 1,
  lines: [
    {
      lineId: 'l0',
      lineTitle: text('人口基本信息', 'Residents'),
      resource: 'household-register',
      items: [
        { name: 'citizen_id', title: text('公民身份号码', 'Citizen id'), how: 'open', personal: true, grade: 4 },
        { name: 'name', title: text('姓名', 'Name'), how: 'masked', personal: true, grade: 3 },
        { name: 'address', title: text('户籍地址', 'Registered address'), how: 'left-out', personal: true, grade: 3 },
      ],
      position: 1_204_551,
      newest: 1_204_560,
      begins: 900_000,
      waiting: n === 1 ? 4_120 : 9,
      takenAt: at(1),
      taken: 90_000,
      personalTaken: 90_000,
    },
  ],
  deadLetters: n === 1 ? 3 : 0,
  failures: n === 1 ? 12 : 0,
  deliveredAt: at(2),
}));
export const streamLines = lines.slice(0, 6).map((line) => ({
  lineId: line.id,
  title: line.title,
  resource: line.resource,
  organisation: line.organisation,
  organisationName: line.organisationName,
  streamed: line.streamed,
  state: line.state,
  begins: 900_000,
  newest: 1_204_560,
  subscriptions: 1,
  items: [
    { name: 'citizen_id', title: text('公民身份号码', 'Citizen id'), grade: 4, personal: true, key: true },
    { name: 'sex', title: text('性别', 'Sex'), grade: 2, personal: false, key: false },
  ],
}));
export const deliveries = Array.from({ length: 30 }, (_, n) => ({
  id: uuid(91_000 + n),
  at: at(n * 3),
  lineId: 'l0',
  first: 1_204_000 - n * 10,
  last: 1_204_009 - n * 10,
  changes: 9,
  outcome: n === 2 ? 'refused' : 'delivered',
  ...(n === 2
    ? { status: 503, fault: { code: 'streams.refused', text: text('对方应答 503', 'They answered 503') } }
    : {}),
  ms: 48 + n,
  attempt: 1,
}));
export const deadLetters = Array.from({ length: 3 }, (_, n) => ({
  id: uuid(92_000 + n),
  at: at(n * 90 + 40),
  lineId: 'l0',
  lineTitle: text('人口基本信息', 'Residents'),
  first: 1_200_000,
  last: 1_200_009,
  changes: 9,
  attempts: 12,
  state: 'kept',
  status: 422,
  fault: { code: 'streams.refused', text: text('对方应答 422：缺少字段', 'They answered 422: a field is missing') },
}));
