// Invented nodes of other levels. Nothing here is shipped.
import { at, text, uuid } from './mock-words.ts';

const print = (n: number): string =>
  Array.from({ length: 8 }, (_, part) => (0x1a2b + n * 977 + part * 4099).toString(16).slice(0, 4)).join(' ');
const peer = (n: number, more: object) => ({
  id: `n-000000000000000${n}`,
  role: 'child',
  state: 'active',
  name: text(`明州市海曙区 ${n}`, `Haishu District ${n}`),
  division: '330203',
  organisation: 'district-data-bureau',
  url: `https://node${n}.example.gov.cn`,
  fingerprint: print(n),
  askedAt: at(9000),
  heardAt: at(0),
  publications: 1,
  receipts: 4,
  entries: 6,
  lagMs: 340,
  differences: 0,
  ...more,
});
export const topology = {
  self: {
    id: 'n-0000000000000000',
    name: text('明州市', 'Mingzhou'),
    division: '330200',
    divisionName: text('明州市', 'Mingzhou'),
    organisation: 'data-bureau',
    organisationName: text('明州市数据局', 'Data Bureau'),
    url: 'https://city.example.gov.cn',
    fingerprint: print(0),
  },
  parents: [peer(1, { role: 'parent', name: text('海省', 'Hai Province'), lagMs: 1_400 })],
  children: [
    peer(2, {
      children: [
        { id: 'n-9', name: text('鼓楼街道', 'Gulou'), division: '330203002', children: [], lagMs: 900, differences: 0 },
      ],
    }),
    peer(3, { name: text('明州市江北区', 'Jiangbei District'), differences: 1, children: [] }),
    peer(4, {
      name: text('明州市镇海区', 'Zhenhai District'),
      state: 'asked',
      publications: 0,
      receipts: 0,
      lagMs: undefined,
      children: [],
    }),
  ],
};
const items = [
  { name: 'citizen_id', title: text('公民身份号码', 'Citizen id'), personal: true, grade: 4 },
  { name: 'division', title: text('区划', 'Division'), personal: false, grade: 1 },
];
const sum = 'a3f0c9d4e5b60718293a4b5c6d7e8f90';
export const publications = Array.from({ length: 9 }, (_, n) => ({
  id: uuid(95_000 + n),
  peerId: topology.parents[0]?.id,
  peerName: text('海省', 'Hai Province'),
  resource: 'household-register',
  title: text(`户籍人口信息 ${n + 1}`, `Household register ${n + 1}`),
  lineId: 'l0',
  lineTitle: text('人口基本信息', 'Residents'),
  items,
  grade: 4,
  basis: '省数局〔2026〕7 号',
  state: n === 4 ? 'paused' : 'live',
  createdAt: at(4000),
  published: { count: 1_204_551, sum },
  received: { count: 1_204_551, sum, at: at(1), number: 90 },
  packagesOpen: 0,
  lagChanges: n,
  lagMs: 400 + n * 90,
  sentAt: at(1),
  acknowledgedAt: at(1),
  sweeping: false,
}));
export const receipts = Array.from({ length: 30 }, (_, n) => ({
  id: uuid(96_000 + n),
  peerId: topology.children[n % 2]?.id,
  peerName: topology.children[n % 2]?.name,
  resource: 'grid-visits',
  title: text(`网格走访记录 ${n + 1}`, `Grid visits ${n + 1}`),
  items,
  grade: 2,
  state: 'live',
  table: `node_${n}_grid_visits`,
  held: { count: n === 3 ? 90_201 : 90_204, sum },
  published: { count: 90_204, sum, at: at(2), number: 4 },
  lagMs: 340,
  receivedAt: at(1),
  ...(n === 3 ? { difference: { ours: { count: 90_201, sum }, theirs: { count: 90_204, sum }, at: at(30) } } : {}),
}));
export const publishable = [
  {
    resource: 'household-register',
    title: text('户籍人口信息', 'Household register'),
    grade: 4,
    shareType: 'conditional',
    lines: [{ lineId: 'l0', title: text('人口基本信息', 'Residents'), state: 'live', rows: 1_204_551 }],
    items: items.map((item, n) => ({ ...item, key: n === 0 })),
  },
];
export const requests = [
  {
    id: uuid(97_000),
    direction: 'in',
    peerId: topology.children[0]?.id,
    peerName: topology.children[0]?.name,
    what: '本区婚姻登记',
    purpose: '结婚一件事联办',
    basis: '明数共〔2026〕12 号',
    division: '330203',
    state: 'asked',
    askedAt: at(200),
    trail: [{ at: at(200), kind: 'asked', text: text('提出申请', 'Asked') }],
  },
];
