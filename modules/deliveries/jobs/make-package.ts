import { maskValue } from '@platform/kernel';
import { jobHandler, type JobHandler } from '@platform/jobs';
import { SUBJECT } from '@platform/module';
import { markSecret, tellPages, type Own } from '../deps.ts';
import { FAULTS, type Fault } from '../domain/errors.ts';
import { openMarker, type Marker } from '../domain/marks.ts';
import { noticeOf } from '../domain/notice.ts';
import { bearsMarks, outField, type OutField } from '../domain/outlook.ts';
import { expiryOf } from '../features/granted.ts';
import { sealPieces } from '../files/pieces.ts';
import { sheetBytes } from '../files/sheet.ts';
import { readRows } from '../store/lake.ts';
import { destroy, endPackage, findPackage, savePiece, saveSubjects, setMade, type Package } from '../store/packages.ts';
import type { CataloguedResource, ItemDefinition } from '@modules/catalogue/contract';
import { makePackageJob, TRIES } from './definitions.ts';
import { ensureGiven } from './views.ts';
import { partyWords } from '../views/party-words.ts';

const SUBJECTS_AT_ONCE = 5_000;

/** Makes an ordered file, row by row from one snapshot of the lake, so that its size does not matter; repeated from the start after a crash. */
export function makePackageHandler(deps: Own): JobHandler {
  return jobHandler(makePackageJob, async ({ id }, { attempt }) => {
    const order = await deps.database.readOnce((tx) => findPackage(tx, id));
    if (order?.state !== 'waiting' || order.kind !== 'file') return;
    try {
      const fault = await makePackage(deps, order);
      if (fault) await giveUp(deps, order, fault);
    } catch (error) {
      if (attempt < TRIES) throw error;
      deps.log.error({ module: 'deliveries', package: order.no, error: error as Error }, 'a file could not be made');
      await giveUp(deps, order, FAULTS.broke);
    }
    tellPages(deps);
  });
}

async function giveUp(deps: Own, order: Package, fault: Fault): Promise<void> {
  const at = deps.clock.now();
  await deps.database.transaction((tx) => endPackage(tx, order.id, { state: 'failed', at, by: 'deliveries', fault }));
}

async function makePackage(deps: Own, order: Package): Promise<Fault | undefined> {
  const [grantId] = order.grants as [string];
  const resource = deps.catalogue.find(order.resources[0] as string);
  const items = order.wanted.fields.flatMap((name) => resource?.items.find((item) => item.name === name) ?? []);
  if (!deps.grants.byId(grantId)) return FAULTS.grantEnded;
  if (!resource || items.length < order.wanted.fields.length) return FAULTS.entryChanged;
  if (!(await ensureGiven(deps, resource))) return FAULTS.notHere;
  await deps.database.transaction((tx) => destroy(tx, order.id));
  const { language, limit, filters } = order.wanted;
  const fields = items.map((item) => outField(resource, item));
  const marker = openMarker(markSecret(deps), order.id);
  const gather = gatherSubjects(deps, order.id, resource.id);
  let rows = 0;
  let cut = false;
  const stored = await deps.database.read(async (tx) => {
    const cells = async function* (): AsyncGenerator<(string | null)[]> {
      for await (const row of readRows(tx, resource, order.wanted.fields, filters, limit + 1)) {
        if (rows === limit) {
          cut = true;
          return;
        }
        rows += 1;
        await gather.note(row.subjects);
        yield row.cells.map((value, index) =>
          leaving(value, fields[index] as OutField, items[index] as ItemDefinition, resource, marker),
        );
      }
    };
    const sheet = {
      notice: noticeOf(order, partyWords(deps, order), language),
      heads: fields.map((field) => field.title[language]),
      numeric: fields.map((field) => field.mask === 'none' && (field.type === 'integer' || field.type === 'number')),
      rows: cells(),
    };
    return sealPieces(deps.sealer, order.id, sheetBytes(order.format, sheet), (no, sealed) =>
      deps.database.transaction((other) => savePiece(other, order.id, no, sealed)),
    );
  });
  await gather.end();
  if (!deps.grants.byId(grantId)) return FAULTS.grantEnded;
  const at = deps.clock.now();
  await deps.database.transaction(async (tx) => {
    const made = { ...stored, rows, cut, carriers: marker.carriers(), at, expiresAt: expiryOf(deps, at, order.grants) };
    // Withdrawn meanwhile: then nothing of it may stay.
    if (!(await setMade(tx, order.id, made))) await destroy(tx, order.id);
    else
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: 'deliveries' },
        action: 'deliveries.make-package',
        subject: `package:${order.id}`,
        detail: { no: order.no, rows, hash: stored.hash.toString('hex'), carriers: marker.carriers() },
        trace: order.trace,
      });
  });
  return undefined;
}

/** A value under its mask, with the recipient's mark where one may stand. */
function leaving(
  value: string | null,
  field: OutField,
  item: ItemDefinition,
  resource: CataloguedResource,
  marker: Marker,
): string | null {
  if (value === null) return null;
  if (field.mask !== 'none') return marker.mark('masked', maskValue(value, field.mask));
  return bearsMarks(item, resource) ? marker.mark('text', value) : value;
}

/** Keeps whom rows are about, as blind indexes, a few thousand at a time. */
export function gatherSubjects(
  deps: Own,
  owner: string,
  resource: string,
  from = 0,
): { note(ids: readonly string[]): Promise<void>; end(): Promise<void> } {
  let held = new Set<string>();
  let no = from;
  const end = async (): Promise<void> => {
    if (held.size === 0) return;
    const subjects = [...held];
    held = new Set();
    no += 1;
    await deps.database.transaction((tx) => saveSubjects(tx, owner, no, resource, subjects));
  };
  return {
    async note(ids) {
      for (const id of ids) held.add(deps.blindIndex(id, SUBJECT));
      if (held.size >= SUBJECTS_AT_ONCE) await end();
    },
    end,
  };
}
