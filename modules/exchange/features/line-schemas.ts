import { Type, type Static, type TSchema } from 'typebox';
import { LocalText } from '@platform/kernel';

// The shapes of the railway's answers, as docs/specs/railway-api.md tells them.

export const Instant = Type.String({ description: 'ISO 8601, UTC' });

export const FaultView = Type.Object({ code: Type.String(), text: LocalText, mend: LocalText, at: Instant });

export const LineStateName = Type.Enum(['waiting', 'snapshot', 'live', 'paused', 'held', 'failed']);
export const ModeName = Type.Enum(['snapshot', 'cursor', 'capture']);

export const RunView = Type.Object({
  id: Type.String(),
  lineId: Type.String(),
  reason: Type.String(),
  state: Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  createdAt: Instant,
  startedAt: Type.Optional(Instant),
  finishedAt: Type.Optional(Instant),
  rowsRead: Type.Integer(),
  rowsExpected: Type.Optional(Type.Integer()),
  rowsGood: Type.Integer(),
  rowsRejected: Type.Integer(),
  inserted: Type.Integer(),
  updated: Type.Integer(),
  deleted: Type.Integer(),
  chunksDone: Type.Integer(),
  chunks: Type.Integer(),
  rate: Type.Optional(Type.Integer({ description: 'Rows a second' })),
  secondsLeft: Type.Optional(Type.Integer()),
  fault: Type.Optional(FaultView),
});
export type RunView = Static<typeof RunView>;

export const LineView = Type.Object({
  id: Type.String(),
  title: LocalText,
  connectionId: Type.String(),
  connectionTitle: LocalText,
  system: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  kind: Type.String(),
  schema: Type.String(),
  table: Type.String(),
  resource: Type.String(),
  resourceTitle: LocalText,
  mode: ModeName,
  state: LineStateName,
  fault: Type.Optional(FaultView),
  origin: Type.Enum(['pack', 'console']),
  streamed: Type.Boolean(),
  lagMs: Type.Optional(Type.Integer()),
  rowsPerSecond: Type.Number({ description: "Last hour's mean over minutes with traffic" }),
  rowsLastHour: Type.Integer(),
  rowsInLake: Type.Optional(Type.Integer()),
  quarantined: Type.Integer(),
  heldColumns: Type.Integer(),
  appliedAt: Type.Optional(Instant),
  sourceAt: Type.Optional(Instant),
  run: Type.Optional(RunView),
  version: Type.Integer(),
});
export type LineView = Static<typeof LineView>;

export const FindingView = Type.Object({
  code: Type.String(),
  level: Type.Enum(['info', 'warning', 'blocking']),
  text: LocalText,
  remedy: Type.Optional(Type.String({ description: "Statements for the source's administrator" })),
});

export const CodedText = Type.Object({ code: Type.String(), text: LocalText });

const Hour = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM, Asia/Shanghai' });

export const LimitsGiven = Type.Object(
  {
    connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 32 })),
    rowsPerSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
    hours: Type.Optional(
      Type.Array(Type.Object({ from: Hour, to: Hour }, { additionalProperties: false }), { maxItems: 12 }),
    ),
    logBytes: Type.Optional(Type.Integer({ minimum: 1_048_576 })),
    logSeconds: Type.Optional(Type.Integer({ minimum: 60 })),
  },
  { additionalProperties: false },
);

export const LimitsView = Type.Object({
  connections: Type.Integer(),
  rowsPerSecond: Type.Optional(Type.Integer()),
  hours: Type.Optional(Type.Array(Type.Object({ from: Type.String(), to: Type.String() }))),
  logBytes: Type.Integer(),
  logSeconds: Type.Integer(),
});

export const ConnectionView = Type.Object({
  id: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  system: LocalText,
  kind: Type.String(),
  kindTitle: LocalText,
  origin: Type.Enum(['pack', 'console']),
  state: Type.Enum(['active', 'paused']),
  settings: Type.Unknown({ description: 'As its kind defines them, without secrets' }),
  hasSecret: Type.Boolean(),
  limits: LimitsView,
  report: Type.Optional(
    Type.Object({
      at: Instant,
      server: Type.Optional(Type.String()),
      findings: Type.Array(FindingView),
      error: Type.Optional(CodedText),
    }),
  ),
  capture: Type.Optional(
    Type.Object({
      state: Type.Enum(['idle', 'running', 'backing-off', 'stopped']),
      position: Type.Optional(Type.String()),
      retainedBytes: Type.Optional(Type.Integer()),
      retainedSeconds: Type.Optional(Type.Integer()),
      budgetShare: Type.Optional(Type.Number({ description: '0..1 of the log budget used; above 1 it is exceeded' })),
      receivedAt: Type.Optional(Instant),
      appliedAt: Type.Optional(Instant),
      fault: Type.Optional(FaultView),
    }),
  ),
  lines: Type.Integer(),
  version: Type.Integer(),
});
export type ConnectionView = Static<typeof ConnectionView>;

const TransformName = Type.String({
  pattern: '^(trim|half-width|upper|date|citizen-id|code:[a-z0-9-]+)$',
  maxLength: 70,
});

export const MappingGiven = Type.Array(
  Type.Object(
    {
      item: Type.String({ minLength: 1, maxLength: 48 }),
      column: Type.String({ minLength: 1, maxLength: 128 }),
      transform: Type.Optional(Type.Array(TransformName, { maxItems: 10 })),
      dateFormats: Type.Optional(
        Type.Array(Type.String({ pattern: '^([YMD年月日/. -]+|excel-serial)$', maxLength: 30 }), { maxItems: 10 }),
      ),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 500 },
);

export const ScheduleGiven = Type.Object(
  {
    everyMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600 })),
    cron: Type.Optional(Type.String({ pattern: '^\\S+ \\S+ \\S+ \\S+ \\S+$', maxLength: 100 })),
  },
  { additionalProperties: false },
);

export const IdParams = Type.Object({ id: Type.String({ maxLength: 80 }) });
export const SchemaName = Type.String({
  maxLength: 128,
  description: "The table's schema; empty for files and collections",
});
export const TableText = Type.String({ minLength: 1, maxLength: 256 });

/** A list that is answered whole. */
export const Items = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item) });
