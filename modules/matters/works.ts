import { actorLabel, asStaff, inScope, type Actor, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { parseDecisions } from '@platform/decisions';
import { shanghaiDate, type PlainDate } from '@platform/kernel';
import { heirFaults, matterSourceFaults, mergeMatter, type LocalMatter, type PackFault } from '@platform/packs';
import type { Own } from './deps.ts';
import { isHeir } from './domain/sources.ts';
import type { PackMatter } from './domain/read-matter.ts';
import { decideWork, type Work, type WorkCommand } from './domain/work.ts';
import { matterErrors } from './errors.ts';
import {
  deleteWork,
  dueWork,
  endRetirement,
  insertWork,
  lockWork,
  nextNo,
  supersede,
  tellChanged,
  updateWork,
} from './store/work.ts';

export type Author = { actor: Actor; trace: string };

/** Whether the actor edits matters of this organisation. */
export function mayEdit(actor: StaffActor, organisation: string): boolean {
  return actor.permissions.has('matters.edit') && inScope(actor, organisation);
}

/** @throws matters.out-of-scope */
export function demandEditor(
  own: Pick<Own, 'organisations'>,
  actor: Actor,
  ...organisations: (string | undefined)[]
): void {
  for (const organisation of organisations) {
    if (organisation === undefined || mayEdit(asStaff(actor), organisation)) continue;
    throw matterErrors.outOfScope({ organisation: own.organisations.find(organisation)?.name ?? organisation });
  }
}

/** Everything wrong with a version in work, by the rules of the packs' check. */
export function faultsOf(own: Own, work: Pick<Work, 'definition' | 'files'>): Promise<PackFault[]> {
  const inherits = work.definition['inherits'];
  const above = typeof inherits === 'string' ? own.register.effective(inherits)?.value : undefined;
  return matterSourceFaults(own.packs, work, above);
}

/** What those who inherit a matter would no longer fit, were this version in use. */
export function heirConflicts(
  own: Own,
  work: Pick<Work, 'matter' | 'definition'>,
): { matter: string; faults: PackFault[] }[] {
  const next = work.definition as PackMatter | LocalMatter;
  if (isHeir(next)) return [];
  return own.register.heirsOf(work.matter).flatMap(({ source, value }) => {
    if (!isHeir(source.definition)) return [];
    const creditCode = own.packs.find('organisations', value.organisation)?.value.creditCode;
    const faults = heirFaults(next, mergeMatter(next, source.definition, creditCode)).map(({ path, code, zh, en }) => ({
      file: source.file,
      line: 1,
      column: 1,
      path,
      code,
      message: { zh, en },
    }));
    return faults.length > 0 ? [{ matter: source.id, faults }] : [];
  });
}

/** @throws matters.not-yet-sound with every fault */
async function demandSound(own: Own, work: Work): Promise<void> {
  const faults = await faultsOf(own, work);
  if (faults.length > 0) throw matterErrors.notSound(faults);
}

/**
 * A changed decision is tried on the cases of the past before it is submitted, and the one that was tried is the one submitted; a matter that is not
 * in use has none. @throws matters.back-test-first
 */
async function demandBackTest(own: Own, work: Work): Promise<void> {
  const xml = decisionFileOf(work);
  const inUse = own.book.find(work.matter);
  if (xml === undefined || !inUse || !own.pastDecisions) return;
  if (own.book.version(work.matter, inUse.version).decisionFile === xml) return;
  const { version } = await parseDecisions(xml);
  if (work.backTested !== version) throw matterErrors.backTestFirst();
}

/** The text of a version's decision; undefined for one that inherits it. */
export function decisionFileOf({ definition, files }: Pick<Work, 'definition' | 'files'>): string | undefined {
  const stated = definition['decision'] as { file?: string } | undefined;
  return files[stated?.file ?? ''];
}

export type NewWork = Pick<Work, 'matter' | 'definition' | 'files' | 'origin' | 'basedOn' | 'note'>;

/** Begins a version. @throws matters.already-open */
export async function beginWork(own: Own, tx: Tx, given: NewWork, { actor, trace }: Author): Promise<Work> {
  const now = own.clock.now();
  const account = actorLabel(actor).id;
  const work: Work = {
    id: own.ids.next(),
    no: await nextNo(tx, given.matter),
    state: 'draft',
    pack: null,
    packVersion: null,
    organisation: String(given.definition['organisation'] ?? ''),
    editors: [account],
    revision: 0,
    submittedAt: null,
    submittedBy: null,
    reviewedAt: null,
    reviewedBy: null,
    returnedAt: null,
    returnedReason: null,
    publishOn: null,
    publishedAt: null,
    version: null,
    backTested: null,
    createdAt: now,
    updatedAt: now,
    ...given,
  };
  if (!(await insertWork(tx, work))) throw matterErrors.alreadyOpen({ id: given.matter });
  await own.audit.append(tx, {
    actor,
    action: 'matters.begin-version',
    subject: `matter:${given.matter}`,
    detail: { no: work.no, origin: work.origin, basedOn: work.basedOn },
    trace,
  });
  return work;
}

/**
 * Does one step with a version, alone. Submitting and reviewing ask for soundness; a review whose day has come publishes in the same transaction.
 * @throws matters.unknown-matter, matters.changed-meanwhile, matters.not-yet-sound and what deciding throws
 */
export async function stepWork(own: Own, id: string, seen: number, command: WorkCommand, by: Author): Promise<Work> {
  const now = own.clock.now();
  const account = actorLabel(by.actor).id;
  const done = await own.database.transaction(async (tx) => {
    const before = await lockWork(tx, id);
    if (!before) throw matterErrors.unknownMatter();
    if (before.revision !== seen) throw matterErrors.changedMeanwhile();
    if (command.kind === 'submit' || command.kind === 'approve') await demandSound(own, before);
    if (command.kind === 'submit') await demandBackTest(own, before);
    const next = decideWork(before, command, { account, now });
    await updateWork(tx, next, now);
    await own.audit.append(tx, {
      actor: by.actor,
      action: `matters.${command.kind}-version`,
      subject: `matter:${before.matter}`,
      detail: {
        no: before.no,
        ...('reason' in command ? { reason: command.reason } : {}),
        ...('publishOn' in command ? { publishOn: command.publishOn } : {}),
      },
      trace: by.trace,
    });
    if (next.state === 'approved' && next.publishOn !== null && next.publishOn <= shanghaiDate(now))
      return publishIn(own, tx, next, by);
    return { ...next, revision: before.revision + 1 };
  });
  if (done.state === 'published') await own.register.refresh();
  own.live.publish({ topic: 'matters', data: { matter: done.matter } });
  return done;
}

/** Puts an approved version to use: what was in use before is superseded, heirs follow. In the caller's transaction. */
export async function publishIn(own: Own, tx: Tx, work: Work, { actor, trace }: Author): Promise<Work> {
  const now = own.clock.now();
  await supersede(tx, work.matter, now);
  await endRetirement(tx, work.matter);
  const published = decideWork(work, { kind: 'publish', version: '' }, { account: actorLabel(actor).id, now });
  await updateWork(tx, published, now);
  const inUse = await own.register.settle(tx);
  const version = inUse.get(work.matter)?.matter.version ?? null;
  const heirs = own.register.heirsOf(work.matter).map(({ source }) => source.id);
  await updateWork(tx, { ...published, version }, now);
  await own.audit.append(tx, {
    actor,
    action: 'matters.publish-version',
    subject: `matter:${work.matter}`,
    detail: { no: work.no, version, heirs },
    trace,
  });
  await tellChanged(tx, work.matter);
  return { ...published, version };
}

/** Throws a draft away. @throws matters.wrong-state, matters.changed-meanwhile */
export async function discardWork(own: Own, id: string, seen: number, { actor, trace }: Author): Promise<Work> {
  const gone = await own.database.transaction(async (tx) => {
    const work = await lockWork(tx, id);
    if (!work) throw matterErrors.unknownMatter();
    if (work.revision !== seen) throw matterErrors.changedMeanwhile();
    if (work.state !== 'draft') throw matterErrors.wrongState();
    await deleteWork(tx, id);
    await own.audit.append(tx, {
      actor,
      action: 'matters.discard-version',
      subject: `matter:${work.matter}`,
      detail: { no: work.no },
      trace,
    });
    return work;
  });
  own.live.publish({ topic: 'matters', data: { matter: gone.matter } });
  return gone;
}

/**
 * Publishes what was approved for a day that has come, and lets go what no longer applies. One that does not fit any more stays approved, and is
 * told in the log and on the console. @returns how many were published
 */
export async function publishDue(own: Own): Promise<number> {
  const today: PlainDate = shanghaiDate(own.clock.now());
  const by: Author = { actor: { kind: 'system', name: 'matters.publish-due' }, trace: own.ids.next() };
  let published = 0;
  for (const { id, matter } of await own.database.read((tx) => dueWork(tx, today))) {
    try {
      await own.database.transaction(async (tx) => {
        const work = await lockWork(tx, id);
        if (work?.state !== 'approved') return;
        await demandSound(own, work);
        await publishIn(own, tx, work, by);
        published += 1;
      });
    } catch (error) {
      own.log.warn({ module: 'matters', matter, error: error as Error }, 'an approved version could not be published');
    }
  }
  await own.register.refresh();
  if (published > 0) own.live.publish({ topic: 'matters', data: { published } });
  return published;
}
