import type { Tx } from '@platform/database';
import { rawTable, storedType } from '@platform/lake';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { changesApplied } from '../contract/index.ts';
import { itemCheck } from '../domain/item-check.ts';
import type { Line, Mapped } from '../domain/line.ts';
import { transformer } from '../domain/transforms.ts';
import type { TakeDeps } from '../rail/take-changes.ts';
import { fillRows, type HeldText } from '../store/fill-rows.ts';
import { heldContext, takeHeldValues } from '../store/held.ts';

const VALUES_AT_ONCE = 5_000;

/**
 * Writes the held values of a column into the lake under its new item, in the caller's transaction, which has locked the line. A value that
 * does not pass the item's check leaves its row as it is and is counted; the source still has it, and the next change of the row tells it again.
 */
export async function fillHeld(
  deps: Pick<TakeDeps, 'clock' | 'ids' | 'sealer' | 'outbox' | 'settings' | 'table'>,
  tx: Tx,
  line: Line,
  resource: CataloguedResource,
  mapped: Mapped,
  trace: string,
  which: 'all' | 'unchanged-since' = 'all',
): Promise<{ filled: number; refused: number }> {
  const item = resource.items.find((one) => one.name === mapped.item);
  if (!item) throw new RangeError(`The resource ${resource.id} has no item ${mapped.item}`);
  const options = { table: deps.table, demo: deps.settings.demo };
  const transform = transformer(mapped.transform ?? [], { dateFormats: mapped.dateFormats ?? [], table: deps.table });
  const check = itemCheck(item, options);
  const valueOf = (text: string): string | null | undefined => {
    if (text.trim() === '') return null;
    const transformed = transform(text);
    if ('fault' in transformed) return undefined;
    if (transformed.value === '') return null;
    const checked = check(transformed.value);
    return 'fault' in checked ? undefined : checked.value === '' ? null : checked.value;
  };
  const table = rawTable(resource);
  const batchId = deps.ids.next();
  const at = deps.clock.now();
  let [filled, refused] = [0, 0];
  let after: string[] | undefined;
  for (;;) {
    const page = await takeHeldValues(tx, line.id, mapped.column, { after, limit: VALUES_AT_ONCE });
    if (page.length === 0) break;
    after = page.at(-1)?.key;
    const good: HeldText[] = [];
    for (const { key, sealed, at: heldAt } of page) {
      const value = valueOf(deps.sealer.openText(sealed, heldContext(line.id, mapped.column, key)));
      if (value === undefined) refused += 1;
      else good.push({ key, value, ...(which === 'all' ? {} : { at: heldAt.toISOString() }) });
    }
    filled += await fillRows(
      tx,
      line.id,
      { table, item: { name: item.name, type: storedType(item.type) }, batchId, at },
      good,
    );
  }
  if (filled > 0)
    await deps.outbox.append(
      tx,
      changesApplied,
      `source:${line.id}`,
      {
        batchId,
        lineId: line.id,
        resource: resource.id,
        organisation: line.organisation,
        inserted: 0,
        updated: filled,
        deleted: 0,
      },
      trace,
    );
  return { filled, refused };
}
