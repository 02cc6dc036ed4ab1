import type { ColumnType, Value } from '@platform/sources';

type RawJson = { readonly rawJSON: string };
type Reviver = (this: unknown, key: string, value: unknown, context: { source: string }) => unknown;
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
};

/** JSON with every number kept as it was written: numeric(38,10) and long ids lose digits as a double. @throws SyntaxError */
export function parseExact(text: string): unknown {
  return json.parse(text, (_key, value, context) => (typeof value === 'number' ? json.rawJSON(context.source) : value));
}

/** A JSON value as a value of a row: texts and numbers as written, true/false as t/f, objects and lists as JSON, null and absent as none. */
export function jsonValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number') return String(value);
  if (json.isRawJSON(value)) return value.rawJSON;
  return JSON.stringify(value);
}

/** What kind of column the values of some rows make; text when they disagree. */
export function jsonType(values: Iterable<unknown>): ColumnType {
  let type: ColumnType | undefined;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    const now: ColumnType =
      typeof value === 'boolean'
        ? 'boolean'
        : json.isRawJSON(value)
          ? /^-?\d{1,18}$/.test(value.rawJSON)
            ? 'integer'
            : 'numeric'
          : typeof value === 'object'
            ? 'json'
            : 'text';
    if (type === undefined || (type === 'integer' && now === 'numeric')) type = now;
    else if (now !== type && !(type === 'numeric' && now === 'integer')) return 'text';
  }
  return type ?? 'text';
}
