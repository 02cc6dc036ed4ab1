import {
  readCopyLine,
  type BulkEvent,
  type CapturedTable,
  type CaptureEvent,
  type Change,
  type PackedChanges,
  type Value,
} from '@platform/sources';
import { DELETE, INSERT } from './packer.ts';

/** The same events with plain changes as values. For those to whom a row in bytes is of no use. */
export async function* unpacked(
  events: AsyncIterable<BulkEvent>,
  tables: readonly CapturedTable[],
): AsyncIterable<CaptureEvent> {
  for await (const event of events) {
    if (event.kind !== 'packed') yield event;
    else {
      const { packed } = event;
      yield {
        kind: 'changes',
        changes: changesOf(packed, tables),
        bytes: (packed.starts[packed.to] as number) - (packed.starts[packed.from] as number),
      };
    }
  }
}

function changesOf(packed: PackedChanges, tables: readonly CapturedTable[]): Change[] {
  const { table } = packed;
  const { shape, columns } = tables[table] as CapturedTable;
  const whole = shape.identity === 'full';
  const changes: Change[] = [];
  for (let row = packed.from; row < packed.to; row += 1) {
    const values = readCopyLine(
      packed.bytes.toString('utf8', packed.starts[row], (packed.starts[row + 1] as number) - 1),
    );
    const op = packed.ops[row];
    if (op === DELETE) {
      // Of a row that is gone only the key is told, unless the table tells all.
      const before = values.map((value, index): Value | undefined =>
        whole || shape.key.includes(columns[index] as string) ? value : undefined,
      );
      changes.push({ op: 'delete', table, before });
    } else changes.push({ op: op === INSERT ? 'insert' : 'update', table, after: values });
  }
  return changes;
}
