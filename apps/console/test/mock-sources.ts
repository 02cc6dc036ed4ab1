// Invented connections, what a source tells, systems of the register. Nothing here is shipped.
import { departments, fault, OFFICES } from './mock-rail.ts';
import { at, text, uuid } from './mock-words.ts';

const xt = (zh: string, en: string) => ({ 'x-title': { zh, en } });
export const connectors = [
  {
    kind: 'postgres',
    title: text('PostgreSQL 数据库', 'PostgreSQL'),
    tested: text(
      '已在 PostgreSQL 18 与 15 实测，适用于 13 及以上版本',
      'Run against PostgreSQL 18 and 15; for 13 and later',
    ),
    settings: {
      type: 'object',
      required: ['host', 'database', 'user'],
      properties: {
        host: { type: 'string', maxLength: 253, ...xt('主机', 'Host') },
        port: { type: 'integer', minimum: 1, maximum: 65535, default: 5432, ...xt('端口', 'Port') },
        database: { type: 'string', maxLength: 63, ...xt('数据库', 'Database') },
        user: { type: 'string', maxLength: 63, ...xt('用户名', 'User') },
        ssl: {
          enum: ['disable', 'require', 'verify-full'],
          default: 'disable',
          ...xt('加密', 'Encryption'),
          'x-hint': text(
            'disable 不加密；require 加密但不验证书；verify-full 加密并验证书与主机名',
            'disable: none; require: encrypted; verify-full: certificate and host name verified',
          ),
        },
      },
    },
    secret: {
      type: 'object',
      required: ['password'],
      properties: { password: { type: 'string', maxLength: 1000, 'x-secret': true, ...xt('口令', 'Password') } },
    },
  },
  ...[
    ['mysql', 'MariaDB 与 MySQL 数据库', 'MariaDB and MySQL', '已在 MariaDB 10.11 实测', 'Run against MariaDB 10.11'],
    ['oracle', 'Oracle 数据库', 'Oracle', '没有可用的服务器，未经实测', 'No server was to be had: not run yet'],
    [
      'files',
      '文件（CSV、XLSX、JSON Lines）',
      'Files (CSV, XLSX, JSON Lines)',
      '投放目录或上传',
      'Drop folder or upload',
    ],
    ['http', 'HTTP 接口（JSON）', 'HTTP API (JSON)', '分页拉取', 'Pulled page by page'],
  ].map(([kind, zh = '', en = '', tz = '', te = '']) => ({
    kind,
    title: text(zh, en),
    tested: text(tz, te),
    settings: { type: 'object', properties: {} },
  })),
];

const FINDINGS = [
  {
    code: 'wal-level',
    level: 'blocking',
    text: text(
      '来源的 wal_level 是 replica，不能捕获变更。',
      'The source’s wal_level is replica, so changes cannot be captured.',
    ),
    remedy: "alter system set wal_level = 'logical';\n-- 然后重启数据库",
  },
  {
    code: 'slot-limit',
    level: 'warning',
    text: text(
      'max_slot_wal_keep_size 没有设限，建议由来源方也设一道上限。',
      'max_slot_wal_keep_size has no limit; the source better sets one too.',
    ),
    remedy: "alter system set max_slot_wal_keep_size = '20GB';\nselect pg_reload_conf();",
  },
  {
    code: 'version',
    level: 'info',
    text: text('PostgreSQL 14.19，支持变更捕获。', 'PostgreSQL 14.19 allows change capture.'),
  },
];

export const connections = departments.flatMap(({ organisation, name, systems }, office) =>
  systems.map(({ connectionId, system, kind, state, lines }, place) => ({
    id: connectionId,
    title: text(`${name.zh.slice(3)} ${system.zh}`, `${name.en}: ${system.en}`),
    organisation,
    organisationName: name,
    system,
    kind,
    kindTitle: connectors.find((one) => one.kind === kind)?.title ?? text('', ''),
    origin: place === 2 ? 'pack' : 'console',
    state,
    settings: { host: `10.3.${office}.21`, port: 5432, database: 'front', user: 'yiwang_reader', ssl: 'verify-full' },
    hasSecret: true,
    limits: {
      connections: 3,
      rowsPerSecond: 20_000,
      hours: [{ from: '22:00', to: '06:00' }],
      logBytes: 20 * 2 ** 30,
      logSeconds: 6 * 3600,
    },
    ...(office === 12
      ? {}
      : {
          report: {
            at: at(12),
            ...(office === 3 && place === 1
              ? {
                  findings: [],
                  error: {
                    code: 'sources.wrong-password',
                    text: text(
                      '用户名或口令不对：来源拒绝了 yiwang_reader 的登录。请核对口令。',
                      'User or password is wrong: the source refused yiwang_reader. Check the password.',
                    ),
                  },
                }
              : { server: 'PostgreSQL 14.19', findings: office === 0 && place === 0 ? FINDINGS : FINDINGS.slice(2) }),
          },
        }),
    ...(kind === 'files' || kind === 'oracle'
      ? {}
      : {
          capture: {
            state: office === 5 && place === 0 ? 'stopped' : 'running',
            position: '0/7A41C8F0',
            retainedBytes: office === 4 ? 15 * 2 ** 30 : 400 * 2 ** 20,
            retainedSeconds: 312,
            budgetShare: office === 5 && place === 0 ? 1 : office === 4 ? 0.75 : 0.02,
            receivedAt: at(0),
            appliedAt: at(0),
            ...(office === 5 && place === 0
              ? {
                  fault: fault(
                    'exchange.log-budget',
                    '来源日志到了 20 GB 的预算，已释放，避免写满对方磁盘。',
                    'The source’s log reached its budget of 20 GB and was let go, so that its disk does not fill.',
                    '线路会自动重新全量读取并接上。可以调高预算，或在低谷进行。',
                    'Lines read the tables anew and go on by themselves. Raise the budget, or choose quiet hours.',
                  ),
                }
              : {}),
          },
        }),
    lines: lines.length,
    version: 4,
  })),
);

export const tables = [
  {
    schema: 'public',
    table: 'person_000',
    kind: 'table',
    estimatedRows: 9_412_000,
    comment: '人口基本信息',
    lineId: 'l0',
  },
  { schema: 'public', table: 'hj_person', kind: 'table', estimatedRows: 9_412_551, comment: '户籍人口' },
  { schema: 'public', table: 'hj_household', kind: 'table', estimatedRows: 3_204_900, comment: '户' },
  { schema: 'public', table: 'v_person_active', kind: 'view', comment: '在册人口视图' },
  ...Array.from({ length: 230 }, (_, n) => ({
    schema: 'archive',
    table: `hj_change_${String(n).padStart(3, '0')}`,
    kind: 'table',
    estimatedRows: n * 1_013,
  })),
];

const COLUMNS = [
  ['GMSFHM', 'text', 'character varying(18)', '公民身份号码', '3302**********1234'],
  ['XM', 'text', 'character varying(50)', '姓名', '王*'],
  ['XB', 'text', 'character(1)', '性别', '1'],
  ['CSRQ', 'text', 'character(8)', '出生日期', '1953****'],
  ['GXSJ', 'timestamptz', 'timestamp with time zone', '更新时间', '2026-11-22 14:05:11+08'],
] as const;
const why = text(
  '列名与信息项拼音首字母一致，抽样 200 行都是有效的值',
  'Column and item share their initials, and all 200 sampled values are sound',
);
export const shape = (schema: string, table: string) => ({
  schema,
  table,
  columns: COLUMNS.map(([name, type, nativeType, comment]) => ({ name, type, nativeType, nullable: true, comment })),
  key: ['GMSFHM'],
  identity: 'key',
  estimatedRows: 9_412_551,
  sample: [COLUMNS.map(([, , , , value]) => value), COLUMNS.map(([, , , , value]) => `${value}*`)],
  proposals: [
    {
      resource: 'household-register',
      resourceTitle: text('户籍人口信息', 'Household register'),
      score: 0.86,
      mapping: [
        {
          item: 'citizen_id',
          itemTitle: text('公民身份号码', 'Citizen id'),
          column: 'GMSFHM',
          transform: ['trim', 'citizen-id'],
          dateFormats: [],
          score: 1,
          why,
        },
        {
          item: 'name',
          itemTitle: text('姓名', 'Name'),
          column: 'XM',
          transform: ['trim'],
          dateFormats: [],
          score: 0.9,
          why,
        },
        {
          item: 'birth_date',
          itemTitle: text('出生日期', 'Date of birth'),
          column: 'CSRQ',
          transform: ['date'],
          dateFormats: ['YYYYMMDD'],
          score: 0.8,
          why,
        },
      ],
      unmapped: ['GXSJ'],
      missing: ['address'],
    },
  ],
});
export const dryRun = {
  read: 1000,
  good: 991,
  rejected: 9,
  reasons: [{ code: 'not-a-date', text: text('不是有效日期', 'Not a date'), count: 9 }],
  rejects: Array.from({ length: 9 }, (_, n) => ({
    rowNo: n * 101 + 7,
    reasons: [{ item: 'birth_date', code: 'not-a-date', text: text('不是有效日期', 'Not a date') }],
    values: { GMSFHM: '3302**********1234', XM: '王*', CSRQ: '1993****' },
  })),
  sample: [{ citizen_id: '3302**********1234', name: '王*', birth_date: '1953-**-**' }],
};
export const forecast = {
  rows: 9_412_551,
  seconds: 471,
  logBytes: 3 * 2 ** 30,
  logLimitBytes: 20 * 2 ** 30,
  logSecondsUntilLimit: 3140,
  verdict: 'fits',
  text: text(
    '预计 7.9 分钟读完；按目前增速，来源日志 52 分钟后到预算上限。日志预算足够。',
    'Predicted to take 7.9 min; at its present pace the source’s log reaches its budget after 52 min. The log’s budget is enough.',
  ),
};

const FIELDS = ['service', 'enforcement', 'grassroots', 'other'] as const;
export const islands = Array.from({ length: 46 }, (_, n) => {
  const [organisation, organisationName] = OFFICES[n % OFFICES.length] ?? ['', text('', '')];
  const state = n % 5 === 0 ? 'isolated' : n % 7 === 3 ? 'planned' : 'connected';
  return {
    id: uuid(70_000 + n),
    system: text(`业务系统 ${n + 1}`, `System ${n + 1}`),
    organisation,
    organisationName,
    field: FIELDS[n % 4],
    state,
    ...(state === 'connected' ? { connectionId: 'c0-0', since: at(n * 2000) } : {}),
    ...(state === 'planned' ? { plannedFor: '2027-03-31' } : {}),
    lines: state === 'connected' ? (n % 9) + 1 : 0,
    vertical: n % 6 === 0,
    ...(n % 6 === 0 ? { takes: text('全部登记数据', 'All registrations') } : {}),
    returns:
      n % 6 === 0
        ? [
            { what: text('本市婚姻登记', 'Marriages of the city'), askedAt: '2026-03-02', cameAt: '2026-05-11' },
            {
              what: text('跨省登记', 'Marriages elsewhere'),
              askedAt: '2026-03-02',
              missing: text('2019 年以前的记录', 'Records before 2019'),
            },
          ]
        : [],
    version: 1,
  };
});
