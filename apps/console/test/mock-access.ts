import { BUREAU, SURNAMES, at, text, uuid } from './mock-words.ts';

const grant = {
  application: 'bus-card',
  applicationTitle: text('公交优待卡系统', 'Courtesy bus card system'),
  organisationName: text('明州市交通运输局', 'Mingzhou Transport Bureau'),
  fields: ['name', 'birth_date'],
  purposes: [{ id: 'bus-card-check', title: text('公交优待卡身份核验', 'Identity check for the courtesy bus card') }],
  legalBasis: text(
    '《明州市公共交通优待乘车办法（示例）》第四条',
    'Mingzhou Measures on Courtesy Travel (sample), article 4',
  ),
};
export const interfaces = [
  {
    id: 'population-verify',
    title: text('人口身份核验', 'Is this the person'),
    mode: 'verify',
    callsToday: 88_211,
    refusedToday: 12,
    p50Ms: 6,
    fields: [],
  },
  {
    id: 'population-rows',
    title: text('人口基本信息查询', 'Facts about a person'),
    mode: 'rows',
    callsToday: 1_204,
    refusedToday: 0,
    p50Ms: 9,
    fields: [
      { name: 'name', title: text('姓名', 'Name'), mask: 'name' },
      { name: 'birth_date', title: text('出生日期', 'Date of birth'), mask: 'none' },
    ],
  },
  {
    id: 'population-masked',
    title: text('人口信息脱敏查询', 'Facts about a person, masked'),
    mode: 'rows',
    callsToday: 0,
    refusedToday: 0,
    fields: [{ name: 'name', title: text('姓名', 'Name'), mask: 'name' }],
  },
].map((one, n) => ({
  ...one,
  ground: {
    kind: 'registry',
    id: 'population',
    title: text('人口基础库', 'Population'),
    provider: 'public-security-bureau',
    providerName: text('明州市公安局', 'Mingzhou Public Security Bureau'),
  },
  origin: 'pack',
  version: '1.0.0',
  perMinute: 6000,
  rowsMax: 1,
  parameters: [
    {
      name: 'citizenId',
      field: 'citizen_id',
      title: text('公民身份号码', 'Citizen id'),
      type: 'citizen-id',
      match: 'equal',
      required: true,
    },
  ],
  grants:
    n === 2 ? [] : [{ ...grant, id: 'g1', organisation: 'transport-bureau', callsToday: 1_204, rowsToday: 1_180 }],
}));
const versions = [{ version: '1.0.0', state: 'in-use', origin: 'pack', changes: [] }];
export const interfaceDetail = (id: string) => ({
  ...interfaces.find((one) => one.id === id),
  reserved: [],
  dimensions: [],
  versions,
});
export const definitions = interfaces.map(({ id, title, origin, ground }) => ({
  id,
  title,
  origin,
  ground,
  versions,
  mayChange: false,
}));
export const calls = Array.from({ length: 60 }, (_, n) => ({
  id: uuid(80_000 + n),
  at: at(n / 6),
  application: 'bus-card',
  applicationTitle: grant.applicationTitle,
  mode: 'verify',
  outcome: n % 7 === 3 ? 'interfaces.purpose-not-granted' : n % 5 === 0 ? 'no-match' : 'match',
  outcomeText:
    n % 7 === 3
      ? text('用途不在授权内', 'Purpose not granted')
      : n % 5 === 0
        ? text('不一致', 'No match')
        : text('一致', 'Match'),
  purpose: grant.purposes[0]?.title,
  caseNo: `GJ2026-${3000 + n}`,
  fields: [],
  rows: 1,
  ms: 4 + (n % 9),
  status: n % 7 === 3 ? 403 : 200,
}));
export const applications = [
  {
    id: 'bus-card',
    title: grant.applicationTitle,
    organisation: 'transport-bureau',
    keys: [
      { keyId: 'ak_Qm4Zt9cB1x2V', createdAt: at(60_000), lastUsedAt: at(1) },
      { keyId: 'ak_old0000000', createdAt: at(200_000), lastUsedAt: at(70_000), revokedAt: at(60_000) },
    ],
  },
  {
    id: 'windows',
    title: text('政务服务窗口系统', 'Window system of the service halls'),
    organisation: 'government-services-office',
    keys: [] as object[],
  },
];
export const organisations = [
  {
    id: 'transport-bureau',
    creditCode: '11990200MB009908XM',
    name: grant.organisationName,
    short: text('市交通运输局', 'Transport Bureau'),
    division: '990200',
    kind: 'department',
  },
  {
    id: 'government-services-office',
    creditCode: '11990200MB0099143N',
    name: text('明州市政务服务管理办公室', 'Mingzhou Government Services Office'),
    short: text('市政务办', 'Government Services'),
    division: '990200',
    kind: 'department',
  },
  {
    id: 'civil-affairs-bureau',
    creditCode: '11990200MB0099047D',
    name: BUREAU,
    short: text('市民政局', 'Civil Affairs'),
    division: '990200',
    kind: 'department',
  },
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
