import { isDeepStrictEqual } from 'node:util';
import { actorLabel, inScope, type Actor, type StaffActor, asStaff } from '@platform/access';
import type { Tx } from '@platform/database';
import { normaliseText } from '@platform/kernel';
import { rawTable } from '@platform/lake';
import { entryPublished, entryRetired, type CataloguedResource, type ResourceDefinition } from './contract/index.ts';
import { RAW_WRITER, type Own } from './deps.ts';
import { definitionOf } from './domain/catalogue.ts';
import { decideEntry, newEntry, type Cause, type Draft, type Entry, type EntryCommand } from './domain/entry.ts';
import { catalogueErrors } from './domain/errors.ts';
import { checkEntry, definitionFrom, type Finding } from './domain/formal-check.ts';
import { nameFromTitle } from './domain/pinyin.ts';
import {
  deleteEntry,
  findEntry,
  insertEntry,
  insertPublication,
  lockEntry,
  takenIds,
  tellChanged,
  updateEntry,
} from './store/entries.ts';

export type By = { actor: Actor; trace: string };

/** Whether the actor compiles for this organisation. */
export function mayCompile(actor: StaffActor, provider: string): boolean {
  return actor.permissions.has('catalogue.compile') && inScope(actor, provider);
}

/** @throws catalogue.out-of-scope */
export function demandCompiler(actor: Actor, id: string, ...providers: (string | undefined)[]): void {
  const staff = asStaff(actor);
  for (const provider of providers) {
    if (provider !== undefined && !mayCompile(staff, provider)) throw catalogueErrors.outOfScope({ id });
  }
}

/** Every fault and warning of a draft, by rules. */
export function findingsOf(deps: Own, entry: Pick<Entry, 'id' | 'published'>, draft: Draft): Finding[] {
  const title = normaliseText(draft.title.zh);
  const inUse = deps.resources.find(entry.id);
  return checkEntry(draft, {
    organisation: deps.organisations.find,
    codeTable: (id) => deps.packs.find('standards', id),
    before: inUse && definitionOf(inUse),
    sameTitle: () =>
      deps.resources
        .resources()
        .filter((one) => one.id !== entry.id && normaliseText(one.title.zh) === title)
        .map((one) => one.id),
  });
}

/** The draft with names made up from titles where none was given, so that nobody has to think of English ones. */
export function withNames(draft: Draft): Draft {
  const taken = new Set(draft.items.map((item) => item.name).filter((name) => name !== undefined && name !== ''));
  return {
    ...draft,
    items: draft.items.map((item) => {
      if (item.name) return item;
      const base = nameFromTitle(item.title.zh, '_', 40);
      let name = base;
      for (let n = 2; taken.has(name); n += 1) name = `${base}_${n}`;
      taken.add(name);
      return { ...item, name };
    }),
  };
}

/** An id for a new entry: the one given, or one made from its title. @throws catalogue.bad-id, catalogue.id-taken */
export async function newId(deps: Own, tx: Tx, given: string | undefined, draft: Draft): Promise<string> {
  if (given !== undefined && (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(given) || given.length > 48))
    throw catalogueErrors.badId();
  const base = given ?? nameFromTitle(draft.title.zh, '-', 40);
  const taken = await takenIds(tx, base);
  const there = (id: string): boolean => taken.has(id) || deps.resources.find(id) !== undefined;
  if (given !== undefined && there(given)) throw catalogueErrors.idTaken({ id: given });
  let id = base;
  for (let n = 2; there(id); n += 1) id = `${base}-${n}`;
  return id;
}

/** The draft with which the next version of what is in use begins. */
export function draftOf(resource: CataloguedResource): Draft {
  const { id: _id, ...definition } = definitionOf(resource);
  return { ...definition, items: definition.items.map((item) => ({ ...item })) } as Draft;
}

/** Writes a draft, of a new entry or over what is being worked on. In the caller's transaction. */
export async function saveDraft(
  deps: Own,
  tx: Tx,
  entry: Entry | undefined,
  id: string,
  draft: Draft,
  cause: Cause,
  { actor, trace }: By,
): Promise<'written' | 'unchanged'> {
  const now = deps.clock.now();
  const named = withNames(draft);
  if (
    entry &&
    isDeepStrictEqual(plain(entry.working), plain(named)) &&
    isDeepStrictEqual(plain(entry.cause), plain(cause))
  )
    return 'unchanged';
  const by = actorLabel(actor).id;
  const before = entry ?? newEntry(id, draft.provider ?? '');
  const next = decideEntry(before, { kind: 'save', definition: named, cause }, { by, now, calendar: deps.calendar });
  const kept = { ...next, provider: before.published ? before.provider : (draft.provider ?? before.provider) };
  if (entry) await updateEntry(tx, kept, now);
  else if (!(await insertEntry(tx, kept, now))) throw catalogueErrors.idTaken({ id });
  await deps.audit.append(tx, {
    actor,
    action: entry ? 'catalogue.save-entry' : 'catalogue.create-entry',
    subject: `entry:${id}`,
    detail: { provider: kept.provider, cause: cause.kind, items: named.items.length },
    trace,
  });
  return 'written';
}

/** Values as the store gives them back: without what is undefined. */
const plain = (value: unknown): unknown => (value === null ? null : JSON.parse(JSON.stringify(value)));

/** Does one step with an entry that is there, alone. @throws catalogue.unknown-entry, catalogue.changed-meanwhile and what deciding throws */
export async function stepEntry(
  deps: Own,
  id: string,
  seen: number | undefined,
  command: (entry: Entry) => EntryCommand,
  by: By,
  more: (tx: Tx, next: Entry, before: Entry) => Promise<void> = async () => undefined,
): Promise<Entry> {
  const next = await deps.database.transaction(async (tx) => {
    const entry = await lockEntry(tx, id);
    if (!entry) throw catalogueErrors.unknownEntry({ id });
    if (seen !== undefined && seen !== entry.version) throw catalogueErrors.changedMeanwhile({ id });
    const order = command(entry);
    const now = deps.clock.now();
    const decided = decideEntry(entry, order, { by: actorLabel(by.actor).id, now, calendar: deps.calendar });
    if (order.kind === 'discard' && decided.published === null) await deleteEntry(tx, id);
    else await updateEntry(tx, decided, now);
    await more(tx, decided, entry);
    await deps.audit.append(tx, {
      actor: by.actor,
      action: `catalogue.${order.kind}-entry`,
      subject: `entry:${id}`,
      detail: {
        provider: decided.provider,
        no: decided.publishedNo,
        ...('reason' in order ? { reason: order.reason } : {}),
      },
      trace: by.trace,
    });
    return { ...decided, version: entry.version + 1 };
  });
  deps.live.publish({ topic: 'catalogue', data: { entry: id } });
  return next;
}

/** The definition of a draft. @throws catalogue.not-yet-sound with every fault */
export function soundDefinition(deps: Own, entry: Pick<Entry, 'id' | 'published'>, draft: Draft): ResourceDefinition {
  const fields = findingsOf(deps, entry, draft)
    .filter((finding) => finding.level === 'fault')
    .map(({ level: _level, ...fault }) => fault);
  if (fields.length > 0) throw catalogueErrors.notYetSound({ count: fields.length }, { fields });
  return definitionFrom(entry.id, draft);
}

/**
 * Publishes what was checked: its raw table first, since whoever knows of the entry may fill it; then the entry, for every process.
 * @throws catalogue.own-work, catalogue.wrong-state, catalogue.not-yet-sound
 */
export async function publishEntry(
  deps: Own,
  id: string,
  seen: number | undefined,
  by: By,
): Promise<CataloguedResource> {
  const entry = await deps.database.read((tx) => findEntry(tx, id));
  if (!entry?.working) throw entry ? catalogueErrors.wrongState({ id }) : catalogueErrors.unknownEntry({ id });
  const definition = soundDefinition(deps, entry, entry.working);
  const order: EntryCommand = { kind: 'publish', definition, base: baseOf(deps, id) };
  decideEntry(entry, order, { by: actorLabel(by.actor).id, now: deps.clock.now(), calendar: deps.calendar });
  return putInUse(deps, id, seen ?? entry.version, definition, order, by);
}

/** The definition of a pack that a publication begins from. */
export function baseOf(deps: Own, id: string): ResourceDefinition | undefined {
  const pack = deps.resources.ofPack(id);
  return pack && definitionOf(pack);
}

async function putInUse(
  deps: Own,
  id: string,
  seen: number,
  definition: ResourceDefinition,
  order: EntryCommand,
  by: By,
): Promise<CataloguedResource> {
  const preview = deps.resources.preview({ id, definition, base: baseOf(deps, id), no: 0, at: deps.clock.now() });
  const table = rawTable(preview);
  await deps.lake.ensureTable(table, [['_load']]);
  await deps.lake.grantWrite(table, RAW_WRITER);
  await stepEntry(
    deps,
    id,
    seen,
    () => order,
    by,
    async (tx, next, before) => {
      await recordPublication(deps, tx, next, before, preview.version, by);
    },
  );
  await deps.refresh(id);
  await deps.mirror(id);
  return deps.resources.resource(id);
}

/** What stays of a publication, and what others hear of it. */
export async function recordPublication(
  deps: Own,
  tx: Tx,
  next: Entry,
  before: Entry,
  version: string,
  { actor, trace }: By,
): Promise<void> {
  const label = actorLabel(actor);
  const { id, provider } = next;
  await insertPublication(tx, {
    entry: id,
    no: next.publishedNo,
    version,
    definition: next.published as ResourceDefinition,
    cause: before.cause,
    compilers: before.compilers,
    publishedBy: label.id,
    publishedOrganisation: label.organisation,
    publishedAt: next.publishedAt as Date,
    submittedAt: before.submittedAt,
    reviewDue: before.reviewDue,
    updateDue: before.updateDue,
  });
  await tellChanged(tx, id);
  await deps.outbox.append(
    tx,
    entryPublished,
    `resource:${id}`,
    { resource: id, version, provider, no: next.publishedNo },
    trace,
  );
}

/** Takes an entry of the console out of use; its rows and versions stay. @throws catalogue.packs-own, catalogue.wrong-state */
export async function retireEntry(
  deps: Own,
  id: string,
  seen: number | undefined,
  reason: string,
  by: By,
): Promise<void> {
  if (deps.resources.ofPack(id)) throw catalogueErrors.packsOwn({ id });
  await stepEntry(
    deps,
    id,
    seen,
    () => ({ kind: 'retire', reason }),
    by,
    async (tx, next) => {
      await tellChanged(tx, id);
      await deps.outbox.append(tx, entryRetired, `resource:${id}`, { resource: id, provider: next.provider }, by.trace);
    },
  );
  await deps.refresh(id);
  await deps.mirror(id);
}
