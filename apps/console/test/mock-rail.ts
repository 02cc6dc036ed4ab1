// Invented railway of 14 departments and 120 lines, in the shape of docs/specs/railway-api.md. Nothing here is shipped.
import { at, text, uuid, type Text } from './mock-words.ts';

export const OFFICES: [id: string, name: Text][] = [
  ['public-security-bureau', text('明州市公安局', 'Public Security Bureau')],
  ['civil-affairs-bureau', text('明州市民政局', 'Civil Affairs Bureau')],
  ['hrss-bureau', text('明州市人社局', 'Human Resources Bureau')],
  ['health-commission', text('明州市卫健委', 'Health Commission')],
  ['market-bureau', text('明州市市场监管局', 'Market Regulation Bureau')],
  ['natural-resources-bureau', text('明州市自然资源和规划局', 'Natural Resources Bureau')],
  ['medical-insurance-bureau', text('明州市医保局', 'Medical Insurance Bureau')],
  ['tax-bureau', text('明州市税务局', 'Tax Bureau')],
  ['education-bureau', text('明州市教育局', 'Education Bureau')],
  ['transport-bureau', text('明州市交通运输局', 'Transport Bureau')],
  ['housing-bureau', text('明州市住建局', 'Housing Bureau')],
  ['urban-bureau', text('明州市综合行政执法局', 'Urban Management Bureau')],
  ['ecology-bureau', text('明州市生态环境局', 'Ecology Bureau')],
  ['emergency-bureau', text('明州市应急管理局', 'Emergency Bureau')],
];
const SYSTEMS: Text[] = [
  text('人口信息系统（前置库）', 'Population system (front database)'),
  text('业务办理系统', 'Case system'),
  text('登记簿', 'Register'),
];
const TABLES = [
  ['person', '人口基本信息', 'Residents'],
  ['household', '户籍登记', 'Households'],
  ['residence_permit', '居住证', 'Residence permits'],
  ['marriage', '婚姻登记信息', 'Marriages'],
  ['subsidy', '补贴发放记录', 'Subsidies paid'],
  ['licence', '电子证照目录与状态', 'Licences and their states'],
  ['enterprise', '市场主体登记', 'Enterprises'],
  ['appointment', '预约挂号', 'Appointments'],
  ['inspection', '执法检查结果公示', 'Inspection results'],
] as const;
const MODES = ['capture', 'capture', 'capture', 'cursor', 'snapshot'] as const;
const KINDS = ['postgres', 'postgres', 'mysql', 'oracle', 'files'] as const;

export const fault = (code: string, zh: string, en: string, mendZh: string, mendEn: string) => ({
  code,
  text: text(zh, en),
  mend: text(mendZh, mendEn),
  at: at(38),
});
const DRIFT = fault(
  'exchange.column-dropped',
  '来源的表少了列 HJDZ，它对应目录的“户籍地址”。其他线路不受影响。',
  'The source’s table lost the column HJDZ, which feeds “registered address”. Other lines go on.',
  '请与提供部门核对：改名就修改映射，取消就从映射中去掉，然后点“恢复”。',
  'Ask the provider: change the mapping if it was renamed, take it out if it is gone, then resume.',
);
const AWAY = fault(
  'sources.unreachable',
  '连不上来源 10.3.8.21:1521：端口没有应答。',
  'The source 10.3.8.21:1521 is not reached: the port does not answer.',
  '每 30 秒会自动再试。请确认网络和监听器；不用做别的。',
  'It is tried again every 30 seconds. Check network and listener; nothing else is needed.',
);

const run = (n: number, more: object = {}) => ({
  id: uuid(40_000 + n),
  lineId: 'l0',
  reason: n === 0 ? 'first' : 'asked',
  state: 'done',
  createdAt: at(n * 700 + 60),
  startedAt: at(n * 700 + 59),
  finishedAt: at(n * 700 + 52),
  rowsRead: 1_204_551,
  rowsGood: 1_204_360,
  rowsRejected: 191,
  inserted: 1_204_360,
  updated: 0,
  deleted: 0,
  chunksDone: 121,
  chunks: 121,
  rate: 184_000,
  ...more,
});
export const underWay = run(900, {
  lineId: 'l7',
  state: 'running',
  finishedAt: undefined,
  rowsRead: 31_204_880,
  rowsExpected: 50_100_000,
  rowsGood: 31_204_870,
  rowsRejected: 10,
  chunksDone: 3121,
  chunks: 5010,
  secondsLeft: 103,
});

const lineOf = (n: number, office: number, system: number) => {
  const [table, zh, en] = TABLES[n % TABLES.length] ?? TABLES[0];
  const state =
    n === 3 || n === 64
      ? 'held'
      : n === 7
        ? 'snapshot'
        : n % 41 === 11
          ? 'failed'
          : n % 37 === 5
            ? 'paused'
            : n === 90
              ? 'waiting'
              : 'live';
  const live = state === 'live';
  return {
    id: `l${n}`,
    title: text(zh, en),
    connectionId: `c${office}-${system}`,
    connectionTitle: SYSTEMS[system] ?? text('', ''),
    system: SYSTEMS[system] ?? text('', ''),
    organisation: OFFICES[office]?.[0] ?? '',
    organisationName: OFFICES[office]?.[1] ?? text('', ''),
    kind: KINDS[(office + system) % KINDS.length],
    schema: 'public',
    table: `${table}_${String(n).padStart(3, '0')}`,
    resource: 'household-register',
    resourceTitle: text(n % 13 === 6 ? `${zh}（含历史变更与注销记录的完整表）` : zh, en),
    mode: MODES[n % MODES.length],
    state,
    ...(state === 'held' ? { fault: DRIFT } : state === 'failed' ? { fault: AWAY } : {}),
    origin: n % 5 === 4 ? 'pack' : 'console',
    streamed: n % 3 === 0,
    ...(live ? { lagMs: ((n * 7919) % 2300) + 90 } : {}),
    rowsPerSecond: live ? ((n * 31) % 173) / 3 : 0,
    rowsLastHour: live ? ((n * 31) % 173) * 1200 : 0,
    rowsInLake: 120_000 + ((n * 104_729) % 9_000_000),
    quarantined: n % 9 === 2 ? ((n * 17) % 240) + 1 : 0,
    heldColumns: n % 29 === 3 ? 1 : 0,
    appliedAt: at(live ? 0 : 40),
    sourceAt: at(live ? 0 : 41),
    ...(n === 7 ? { run: underWay } : {}),
  };
};

/** 14 departments, 2 systems or more each, 120 tables together. */
export const departments = OFFICES.map(([organisation, name], office) => ({
  organisation,
  name,
  systems: Array.from({ length: office < 6 ? 3 : 2 }, (_, system) => ({
    connectionId: `c${office}-${system}`,
    system: SYSTEMS[system] ?? text('', ''),
    kind: KINDS[(office + system) % KINDS.length],
    state: office === 9 && system === 1 ? 'paused' : 'active',
    lines: Array.from({ length: 120 }, (_index, n) => n)
      .filter((n) => n % 34 === (office < 6 ? office * 3 + system : 18 + (office - 6) * 2 + system))
      .map((n) => lineOf(n, office, system)),
  })),
}));
export const lines = departments.flatMap(({ systems }) => systems.flatMap((system) => system.lines));

const ITEMS = [
  ['citizen_id', '公民身份号码', 'Citizen id', 'GMSFHM', ['trim', 'half-width', 'citizen-id'], 4],
  ['name', '姓名', 'Name', 'XM', ['trim'], 3],
  ['sex', '性别', 'Sex', 'XB', ['code:gb-sex'], 2],
  ['birth_date', '出生日期', 'Date of birth', 'CSRQ', ['date'], 3],
  ['address', '户籍地址', 'Registered address', 'HJDZ', ['trim'], 3],
] as const;
export const lineDetail = (id: string) => {
  const line = lines.find((one) => one.id === id);
  return (
    line && {
      ...line,
      mapping: ITEMS.map(([item, zh, en, column, transforms, grade]) => ({
        item,
        itemTitle: text(zh, en),
        column,
        transforms,
        dateFormats: item === 'birth_date' ? ['YYYYMMDD'] : [],
        grade,
        personal: true,
      })),
      runs: [...(line.run ? [line.run] : []), ...Array.from({ length: 4 }, (_, n) => run(n, { lineId: id }))],
      heldColumns: [
        { column: 'XX_DM', type: 'character varying(4)', firstSeenAt: at(320), values: 18_204, state: 'held' },
        { column: 'BZ2', type: 'text', firstSeenAt: at(9_320), values: 0, state: 'ignored' },
      ],
    }
  );
};
export const runs = [
  { ...underWay, lineTitle: text('预约挂号', 'Appointments') },
  {
    ...run(901, { state: 'waiting', startedAt: undefined, finishedAt: undefined, rowsRead: 0, rate: undefined }),
    lineTitle: text('居住证', 'Residence permits'),
  },
  { ...run(902, { state: 'failed', fault: AWAY }), lineTitle: text('执法检查结果公示', 'Inspection results') },
  ...Array.from({ length: 120 }, (_, n) => ({
    ...run(n, { lineId: `l${n}` }),
    lineTitle: lines[n % lines.length]?.title,
  })),
];

/** Six hours of minutes, deterministic, up to now, with a gap. */
export const minutes = (hours: number, now: number) =>
  Array.from({ length: Math.min(hours * 60, 2000) }, (_, n) => n)
    .filter((n) => n % 97 > 6)
    .map((n) => ({
      minute: new Date(Math.floor(now / 60_000) * 60_000 - n * 60_000).toISOString(),
      inserted: 1200 + Math.round(700 * Math.sin(n / 23)) + ((n * 37) % 90),
      updated: 600 + Math.round(300 * Math.cos(n / 41)),
      deleted: (n * 13) % 120,
      rejected: n % 50 === 0 ? 3 : 0,
      bytes: 400_000,
      lagMs: 180 + ((n * 97) % 420) + (n % 120 === 30 ? 4200 : 0),
    }));
export const events = Array.from({ length: 45 }, (_, n) => {
  const [kind, zh, en] = [
    [
      'column-appeared',
      '来源新增一列 XX_DM，值已暂存，编目定级后才进湖',
      'The source has a new column XX_DM; its values are held aside',
    ],
    [
      'resumed',
      '来源重启后从 0/79E2A118 续传，丢失 0 行',
      'Went on at 0/79E2A118 after the source restarted; 0 rows lost',
    ],
    ['quarantined', '隔离 2 行：出生日期 19930230 不存在', '2 rows quarantined: there is no 1993-02-30'],
    ['snapshot-done', '全量读取完成：1,204,360 行', 'Read whole: 1,204,360 rows'],
    ['held', '表结构变化，线路停住', 'The shape changed; the line is held'],
  ][n % 5] as [string, string, string];
  return {
    id: uuid(50_000 + n),
    at: at(n * 53 + 4),
    kind,
    text: text(zh, en),
    actor: n % 5 === 3 ? 'zhang.wei' : 'exchange',
  };
});

const WHY = [
  { code: 'not-a-date', text: text('不是有效日期', 'Not a date'), count: 118 },
  {
    code: 'citizen-id-check-digit',
    text: text('公民身份号码校验位错误', 'The check digit of the citizen id is wrong'),
    count: 64,
  },
];
export const quarantineReasons = WHY;
export const quarantined = Array.from({ length: 120 }, (_, n) => ({
  id: uuid(60_000 + n),
  at: at(n * 11 + 3),
  op: (['insert', 'update', 'read'] as const)[n % 3],
  ...(n % 3 === 2 ? { rowNo: n * 1207 } : {}),
  state: 'kept',
  reasons: [
    {
      item: n % 2 ? 'citizen_id' : 'birth_date',
      itemTitle: n % 2 ? text('公民身份号码', 'Citizen id') : text('出生日期', 'Date of birth'),
      code: WHY[n % 2]?.code ?? '',
      text: WHY[n % 2]?.text ?? text('', ''),
    },
  ],
}));
export const quarantinedRow = (id: string) => {
  const row = quarantined.find((one) => one.id === id);
  return (
    row && {
      ...row,
      lineId: 'l3',
      values: { GMSFHM: '99330119930230123X', XM: '测试', XB: '1', CSRQ: '19930230', HJDZ: null },
      bytes: '99330119930230123X\t测试\t1\t19930230\t\\N',
    }
  );
};

/** Who gave how much to whom. */
export const flows = () => {
  const sides = OFFICES.map(([organisation, name]) => ({ organisation, name }));
  return {
    from: at(7 * 1440),
    to: at(0),
    rows: sides,
    columns: [{ organisation: 'data-bureau', name: text('明州市数据局', 'Data Bureau') }, ...sides],
    cells: OFFICES.flatMap(([from], row) => [
      { from, to: 'data-bureau', records: (row * 7_919 + 3) * 1_021, calls: 0 },
      ...OFFICES.flatMap(([to], column) =>
        (row * 5 + column * 3) % 7 === 1 && from !== to
          ? [
              {
                from,
                to,
                records: 10 ** (((row + column) % 5) + 1) * (column + 1),
                calls: 10 ** ((row + column) % 4) * (row + 2),
              },
            ]
          : [],
      ),
    ]),
  };
};
