import type { Change, TableShape, Value } from '@platform/sources';
import { mysqlErrors } from '../errors.ts';
import { called } from '../columns.ts';
import type { Charsets } from './charsets.ts';
import type { Cursor } from './protocol.ts';
import type { LoggedTable } from './table-map.ts';
import { readerOf, skipperOf, type Reader, type Skipper } from './values.ts';

type Row = (Value | undefined)[];
/** One column of the row as the log has it: where its value goes, or that it is passed over. */
type Step = { readonly read: Reader; readonly slot: number; readonly skip: Skipper; readonly key: boolean };

/** Reads the row events of one table in one shape into changes. */
export type RowReader = {
  /**
   * @param kind what the event does to its rows
   * @param out where the changes are put
   */
  read(kind: 'insert' | 'update' | 'delete', cursor: Cursor, end: number, width: number, out: Change[]): void;
};

/**
 * @param place of the table in the list the capture was opened with
 * @param columns asked for, in their order; those the log's table does not have get no value
 * @throws source-mysql.unknown-event when a column asked for has a type that cannot be read
 */
export function rowReader(
  place: number,
  columns: readonly string[],
  table: LoggedTable,
  shape: TableShape,
  charsets: Charsets,
  position: string,
): RowReader {
  // Keys nobody asked for are read behind the columns asked for, to tell whether they changed.
  const extra = table.key.filter((name) => !columns.includes(name));
  const slots = [...columns, ...extra];
  const asked = columns.length;
  const keySlots = table.key.map((name) => slots.indexOf(name));
  const steps = table.columns.map((column, index): Step => {
    const slot = slots.indexOf(column.name);
    const skip = skipperOf(column);
    const read = slot < 0 ? undefined : readerOf(column, shape.columns[index]?.nativeType ?? '', charsets);
    if (skip === undefined || (slot >= 0 && read === undefined))
      throw mysqlErrors.unknownEvent({
        position,
        type: shape.columns[index]?.nativeType ?? String(column.type),
        hint: `${called(shape)}.${column.name}`,
      });
    return { read: read ?? (() => ''), slot, skip, key: table.key.includes(column.name) };
  });
  const hasKey = keySlots.length > 0;

  /** The steps of the columns that an event's bitmap says are there. */
  function present(cursor: Cursor, width: number): readonly Step[] {
    const { buffer, at } = cursor;
    cursor.at += (width + 7) >> 3;
    let all = true;
    for (let index = 0; index < width; index += 1)
      if (((buffer[at + (index >> 3)] as number) & (1 << (index & 7))) === 0) all = false;
    if (all) return steps;
    return steps.filter((step, index) => {
      const there = ((buffer[at + (index >> 3)] as number) & (1 << (index & 7))) !== 0;
      // Generated columns may be left out; one of ours may not.
      if (!there && (step.slot >= 0 || step.key)) throw mysqlErrors.partialImage({ table: called(shape) });
      return there;
    });
  }

  function row(cursor: Cursor, there: readonly Step[]): Row {
    const { buffer } = cursor;
    const nulls = cursor.at;
    cursor.at += (there.length + 7) >> 3;
    const values: Row = Array.from<Value>({ length: slots.length }).fill(null);
    for (let index = 0; index < there.length; index += 1) {
      if (((buffer[nulls + (index >> 3)] as number) & (1 << (index & 7))) !== 0) continue;
      const step = there[index] as Step;
      if (step.slot < 0) step.skip(cursor);
      else values[step.slot] = step.read(cursor);
    }
    return values;
  }

  /** Only the key, moving past the rest. */
  function keyOnly(cursor: Cursor, there: readonly Step[]): Row {
    const { buffer } = cursor;
    const nulls = cursor.at;
    cursor.at += (there.length + 7) >> 3;
    const values: Row = Array.from({ length: slots.length });
    for (let index = 0; index < there.length; index += 1) {
      if (((buffer[nulls + (index >> 3)] as number) & (1 << (index & 7))) !== 0) continue;
      const step = there[index] as Step;
      if (step.key) values[step.slot] = step.read(cursor);
      else step.skip(cursor);
    }
    return values;
  }

  function trimmed(values: Row): Row {
    if (values.length > asked) values.length = asked;
    return values;
  }

  return {
    read(kind, cursor, end, width, out) {
      const first = present(cursor, width);
      const second = kind === 'update' ? present(cursor, width) : first;
      while (cursor.at < end) {
        if (kind === 'insert') out.push({ op: 'insert', table: place, after: trimmed(row(cursor, first)) as Value[] });
        else if (kind === 'delete') out.push({ op: 'delete', table: place, before: trimmed(row(cursor, first)) });
        else {
          const from = cursor.at;
          const before = hasKey ? keyOnly(cursor, first) : row(cursor, first);
          const after = row(cursor, second);
          if (hasKey && keySlots.every((slot) => before[slot] === after[slot]))
            out.push({ op: 'update', table: place, after: trimmed(after) });
          else {
            const back = cursor.at;
            cursor.at = from;
            const whole = hasKey ? row(cursor, first) : before;
            cursor.at = back;
            out.push({ op: 'update', table: place, before: trimmed(whole), after: trimmed(after) });
          }
        }
      }
      if (cursor.at !== end) throw new Error(`rows of ${called(shape)} end at ${cursor.at}, the event at ${end}`);
    },
  };
}
