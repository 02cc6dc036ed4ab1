// One change as Debezium writes it in JSON without schemas (value.converter.schemas.enable=false), so that whatever reads Debezium reads us.
// docs/specs/change-events.md says what each reader needs and why the types are as they are.

/** How the values of a field are written; what is not named is text. */
export type FieldType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'timestamptz';

/** c(reate), u(pdate), d(elete), r(ead by a snapshot), t(runcate). */
export type EnvelopeOp = 'c' | 'u' | 'd' | 'r' | 't';

/** Values by field, in the lake's text form. */
export type FieldValues = Readonly<Record<string, string | null>>;

/** What is the same for all changes of a line. */
export type EnvelopeSource = {
  /** Of the product. */
  readonly version: string;
  /** Kind of the source: `postgres`, `mysql`, `files` … */
  readonly connector: string;
  /** The connection's id: Debezium's logical name. */
  readonly name: string;
  readonly db: string;
  readonly schema: string;
  readonly table: string;
  /** The line's id, our own. */
  readonly line: string;
  readonly types: Readonly<Record<string, FieldType>>;
};

export type ChangeFacts = {
  /** Number in the hub's stream; grows along each line, and never names two changes. */
  readonly seq: bigint;
  /** When it entered the lake. */
  readonly at: Date;
  readonly position: string;
  readonly transaction: string;
  readonly op: EnvelopeOp;
  readonly before: FieldValues | null;
  readonly after: FieldValues | null;
  /** When it was committed at the source. */
  readonly sourceAt: Date;
};

export type JsonValue = string | number | boolean | null;
export type JsonRow = Record<string, JsonValue>;

export type Envelope = {
  before: JsonRow | null;
  after: JsonRow | null;
  source: Record<string, JsonValue>;
  op: EnvelopeOp;
  ts_ms: number;
  transaction: { id: string; total_order: number; data_collection_order: number } | null;
};

/**
 * A value of the lake as JSON. Whole numbers are numbers as far as every reader's double holds them exactly, else text; decimals are always text
 * (Debezium's decimal.handling.mode=string); dates and times are ISO text, which Flink's `SQL` timestamp format and ClickHouse read.
 */
export function jsonValue(value: string | null, type: FieldType): JsonValue {
  if (value === null) return null;
  switch (type) {
    case 'integer': {
      const number = Number(value);
      return Number.isSafeInteger(number) && /^-?\d+$/.test(value) ? number : value;
    }
    case 'boolean':
      return value === 't' || value === 'true';
    default:
      return value;
  }
}

export function jsonRow(values: FieldValues | null, types: Readonly<Record<string, FieldType>>): JsonRow | null {
  if (values === null) return null;
  const row: JsonRow = {};
  for (const name of Object.keys(values)) row[name] = jsonValue(values[name] as string | null, types[name] ?? 'text');
  return row;
}

/** The change in the envelope. `ts_ms` is when it entered the lake, `source.ts_ms` when it was committed at the source. */
export function envelopeOf(change: ChangeFacts, source: EnvelopeSource): Envelope {
  const { before, after } = rowsOf(change);
  return {
    before: jsonRow(before, source.types),
    after: jsonRow(after, source.types),
    source: {
      version: source.version,
      connector: source.connector,
      name: source.name,
      ts_ms: change.sourceAt.getTime(),
      snapshot: change.op === 'r' ? 'true' : 'false',
      db: source.db,
      sequence: JSON.stringify([null, change.position]),
      schema: source.schema,
      table: source.table,
      ...placeOf(change.position, change.transaction),
      line: source.line,
      seq: Number(change.seq),
      position: change.position,
    },
    op: change.op,
    ts_ms: change.at.getTime(),
    transaction:
      change.transaction === ''
        ? null
        : { id: change.transaction, total_order: Number(change.seq), data_collection_order: Number(change.seq) },
  };
}

/** What came before and after, with nothing where Debezium has nothing, whatever was kept. */
function rowsOf({ op, before, after }: ChangeFacts): { before: FieldValues | null; after: FieldValues | null } {
  if (op === 't') return { before: null, after: null };
  if (op === 'd') return { before, after: null };
  return { before: op === 'u' ? before : null, after };
}

/**
 * The source's own words for a place, as Debezium's connectors call them: `lsn` and `txId` of PostgreSQL, `gtid`, `file` and `pos` of MySQL and
 * MariaDB; null where the position is none of theirs.
 */
export function placeOf(position: string, transaction: string): Record<string, JsonValue> {
  const lsn = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})/i.exec(position);
  if (lsn) {
    const number = (BigInt(`0x${lsn[1]}`) << 32n) | BigInt(`0x${lsn[2]}`);
    return { txId: /^\d{1,15}$/.test(transaction) ? Number(transaction) : null, lsn: Number(number), xmin: null };
  }
  const log = /^([^;:]+):(\d+);([^;]*);([^;]*)$/.exec(position);
  if (log) {
    return {
      server_id: /^\d{1,15}$/.test(log[4] as string) ? Number(log[4]) : 0,
      gtid: log[3] || null,
      file: log[1] as string,
      pos: Number(log[2]),
      row: 0,
    };
  }
  return { txId: null };
}

/** The key of a change as Debezium's message key: an object of the key's fields. */
export function keyOf(key: FieldValues | null, source: EnvelopeSource): JsonRow | null {
  return jsonRow(key, source.types);
}
