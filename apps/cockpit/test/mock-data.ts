// Invented answers for the smoke test, in the shape of the modules' schemas. Nothing here is shipped.
type Text = { zh: string; en: string };
const text = (zh: string, en: string): Text => ({ zh, en });
const NOW = Date.parse('2026-11-20T06:05:12Z');
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();
const TODAY = text('今天', 'Today');
const MONTH = text('本月', 'This month');

export const session = (permissions: string[]) => ({
  demo: true,
  city: text('明州市', 'Mingzhou'),
  account: {
    kind: 'staff',
    name: '沈知远',
    organisationName: text('明州市人民政府', "Mingzhou Municipal People's Government"),
    roles: [{ id: 'leader', title: text('领导', 'Leader') }],
    permissions,
  },
});

const DISTRICTS = [
  ['990202', '城东区', 'Chengdong'],
  ['990203', '城西区', 'Chengxi'],
  ['990205', '江湾区', 'Jiangwan'],
  ['990206', '明港区', 'Minggang'],
  ['990225', '望山县', 'Wangshan'],
  ['990226', '云溪县', 'Yunxi'],
  ['990227', '潮屿县', 'Chaoyu'],
  ['990281', '双塘市', 'Shuangtang'],
] as const;
/** A corner of the grid, pushed aside a little; the same from both sides. */
const corner = (x: number, y: number): [number, number] => [
  160.2 + x * 0.3 + Math.sin(x * 7 + y * 3) * 0.06,
  28.3 + y * 0.25 + Math.cos(x * 5 + y * 11) * 0.05,
];
export const boundaries = {
  type: 'FeatureCollection',
  features: DISTRICTS.map(([code, zh, en], index) => {
    const x = index % 3;
    const y = Math.floor(index / 3);
    const ring = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1), corner(x, y)];
    return {
      type: 'Feature',
      properties: { code, name: text(zh, en) },
      geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
    };
  }),
};

export const organisations = [
  ...DISTRICTS.map(([code, zh, en]) => ({
    id: `civil-${code}`,
    creditCode: '',
    name: text(`${zh}民政局`, `${en} Civil Affairs Bureau`),
    short: text(`${zh}民政局`, `${en} Civil Affairs`),
    division: code,
    kind: 'department',
  })),
  {
    id: 'civil',
    creditCode: '',
    name: text('明州市民政局', 'Mingzhou Civil Affairs Bureau'),
    short: text('市民政局', 'Civil Affairs'),
    division: '990200',
    kind: 'department',
  },
  {
    id: 'police',
    creditCode: '',
    name: text('明州市公安局', 'Mingzhou Public Security Bureau'),
    short: text('市公安局', 'Public Security'),
    division: '990200',
    kind: 'department',
  },
];

const hours = (most: number) =>
  Array.from({ length: 15 }, (_, hour) => ({
    at: at((14 - hour) * 60 + 5),
    value: Math.round(most * Math.max(0, Math.sin((hour - 5) / 3.4)) * (0.8 + ((hour * 7) % 5) / 20)),
  }));
const TOPICS: Record<string, string> = {
  'rows-taken-in': 'exchange',
  'rows-rejected': 'exchange',
  'interface-calls': 'interfaces',
  'refused-calls': 'interfaces',
  'licences-issued': 'licences',
  'good-share': 'reviews',
  'reviews-given': 'reviews',
};
const figure = (
  indicator: string,
  zh: string,
  en: string,
  value: number,
  unit: Text,
  meaning: Text,
  more: object = {},
) => ({
  indicator,
  topic: TOPICS[indicator] ?? 'cases',
  title: text(zh, en),
  value,
  kind: 'count',
  unit,
  meaning,
  period: TODAY,
  ...more,
});
const byDistrict = organisations
  .slice(0, 6)
  .map(({ id, short }, n) => ({ organisation: id, name: short, value: [128, 96, 61, 44, 17, 3][n] ?? 0 }));
const UNITS = {
  rows: text('行', 'rows'),
  calls: text('次', 'calls'),
  cases: text('件', 'cases'),
  percent: text('%', '%'),
  papers: text('份', 'papers'),
  licences: text('本', 'licences'),
  ratings: text('条', 'ratings'),
};

/** `quiet` is the first morning: everything honestly none. */
export function board(quiet: boolean) {
  const n = (value: number): number => (quiet ? 0 : value);
  const none = quiet ? { series: [], byOrganisation: [] } : {};
  return {
    id: 'city',
    title: text('明州市一网运行', 'Mingzhou at work'),
    at: at(0),
    panels: [
      {
        title: text('数据跑路', 'Data runs'),
        figures: [
          figure(
            'rows-taken-in',
            '今日归集行数',
            'Rows taken in today',
            n(12_486_301),
            UNITS.rows,
            text('今天各来源归集完成、检查合格的行数', 'Rows of loads that ended today and passed their checks'),
            {
              series: hours(2_400_000),
              byOrganisation: [
                { organisation: 'police', name: text('市公安局', 'Public Security'), value: 12_441_900 },
                { organisation: 'civil', name: text('市民政局', 'Civil Affairs'), value: 44_401 },
              ],
              ...none,
            },
          ),
          figure(
            'rows-rejected',
            '今日问题行数',
            'Rows set aside today',
            n(191),
            UNITS.rows,
            text(
              '今天归集时因不符合要求而拒收的行数',
              'Rows set aside by today’s loads because they did not pass a check',
            ),
            { series: hours(60), ...none },
          ),
          figure(
            'interface-calls',
            '今日接口调用',
            'Interface calls today',
            n(214_003),
            UNITS.calls,
            text('今天各应用调用数据接口的次数，含被拒绝的', 'Calls of data interfaces today, refused ones included'),
            { series: hours(30_000), ...none },
          ),
          figure(
            'refused-calls',
            '今日拒绝的调用',
            'Calls refused today',
            0,
            UNITS.calls,
            text(
              '没有授权、用途不符或超过限流而被拒绝的调用',
              'Calls refused for want of a grant or purpose, or beyond the limit',
            ),
          ),
        ],
      },
      {
        title: text('群众办事', "People's cases"),
        figures: [
          figure(
            'cases-today',
            '今日办件',
            'Cases today',
            n(349),
            UNITS.cases,
            text('今天提交的申请，不含草稿', 'Applications handed in today; drafts do not count'),
            { series: hours(60), byOrganisation: byDistrict, ...none },
          ),
          figure(
            'cases-month',
            '本月办件',
            'Cases this month',
            n(76_432),
            UNITS.cases,
            text('本月提交的申请，不含草稿', 'Applications handed in this month; drafts do not count'),
            { period: MONTH },
          ),
          figure(
            'decided-at-once',
            '当场办结占比',
            'Decided at once',
            n(0.6149),
            UNITS.percent,
            text(
              '本月作出决定的办件中，由规则当场决定的占比',
              'Of cases decided this month, those decided at once by the rules',
            ),
            { kind: 'share', of: n(68_020), period: MONTH },
          ),
          figure(
            'papers-saved',
            '本月免交材料',
            'Papers saved this month',
            n(208_117),
            UNITS.papers,
            text('本月办件中由数据代替、不用提交的材料份数', 'Papers that data replaced in this month’s cases'),
            { period: MONTH },
          ),
          figure(
            'due-soon',
            '临期办件',
            'Cases due soon',
            n(7),
            UNITS.cases,
            text(
              '还没有办结、时限所剩不到五分之一或一个工作日的办件',
              'Open cases with at most a fifth of their limit or one working day left',
            ),
            { period: text('开通以来', 'Since the start') },
          ),
        ],
      },
      {
        title: text('证照与评价', 'Licences and ratings'),
        figures: [
          figure(
            'licences-issued',
            '累计发证',
            'Licences issued',
            n(41_877),
            UNITS.licences,
            text('开通以来签发的电子证照', 'Licences issued since the start'),
            { period: text('开通以来', 'Since the start') },
          ),
          figure(
            'good-share',
            '本月好评占比',
            'Good ratings this month',
            n(0.992),
            UNITS.percent,
            text(
              '群众主动评价中四星、五星的占比，不含默认好评',
              'Four and five stars among ratings people gave; defaults never count',
            ),
            { kind: 'share', of: n(1_412), period: MONTH },
          ),
          figure(
            'reviews-given',
            '本月主动评价',
            'Ratings given this month',
            n(1_412),
            UNITS.ratings,
            text('群众本月主动作出的评价', 'Ratings people gave this month'),
            { period: MONTH },
          ),
        ],
      },
    ],
  };
}

export const records = {
  title: text('今日办件', 'Cases today'),
  meaning: text('今天提交的申请，不含草稿', 'Applications handed in today; drafts do not count'),
  period: TODAY,
  columns: [
    { key: 'at', title: text('时间', 'When'), kind: 'instant' },
    { key: 'caseNo', title: text('办件编号', 'Case'), kind: 'text' },
    { key: 'organisation', title: text('部门', 'Office'), kind: 'organisation' },
    { key: 'state', title: text('状态', 'State'), kind: 'text' },
    { key: 'papers', title: text('免交材料', 'Papers saved'), kind: 'number' },
  ],
  rows: Array.from({ length: 58 }, (_, n) => ({
    at: at(n * 3),
    caseNo: `MZ2026112000${String(318 + n)}`,
    organisation: `civil-${DISTRICTS[n % 8]?.[0] ?? ''}`,
    state: n % 5 === 0 ? text('审核中', 'Under review') : text('已办结', 'Completed'),
    papers: n % 4,
  })),
  organisations: Object.fromEntries(organisations.map(({ id, short }) => [id, short])),
};
