import { shanghaiDate } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { heirFaults, type LocalMatter, type PackFault } from '@platform/packs';
import type { MattersDeps } from './deps.ts';
import { packSources, settleSources, sharedProcesses, type Effective, type Source } from './domain/sources.ts';
import { readMatter, type PackMatter } from './domain/read-matter.ts';
import type { Work } from './domain/work.ts';
import { inForceOn } from './contract/index.ts';
import { matterErrors } from './errors.ts';
import type { MatterBook } from './matter-book.ts';
import { keepVersion, otherVersions, putInUse, versionsInUse, type MatterVersion } from './store/matter-versions.ts';
import { lockRegister, publishedWork, retirements, type Retirement } from './store/work.ts';

/** Why a matter stays in its former version although the one above it, or its own, has changed. */
export type Conflict = { matter: string; faults: Pick<PackFault, 'path' | 'code' | 'message'>[] };

/** What is in use: what packs say, what the console published over it, and the levels merged. */
export type Register = {
  /** Brings store and memory to what packs and console say now. One after the other. @throws matters.faulty-file when a pack is at fault */
  refresh(): Promise<void>;
  /** The same inside a transaction that publishes or retires; memory follows by {@link refresh} once it has committed. */
  settle(tx: Tx): Promise<ReadonlyMap<string, MatterVersion>>;
  source(id: string): Source | undefined;
  /** Merged with the level above, as it is in use. */
  effective(id: string): Effective | undefined;
  heirsOf(id: string): Effective[];
  conflicts(): readonly Conflict[];
  retired(): ReadonlyMap<string, Retirement>;
  /** What the pack in use says of a matter, whatever the console published over it. */
  ofPack(id: string): Source | undefined;
};

type Plan = {
  sources: Map<string, Source>;
  effective: Map<string, Effective>;
  current: MatterVersion[];
  conflicts: Conflict[];
  retired: Map<string, Retirement>;
};

export function openRegister(deps: MattersDeps, book: MatterBook): Register {
  const db = deps.database.forModule('matters');
  const packed = packSources(deps.packs);
  const creditCodeOf = (id: string): string | undefined => deps.packs.find('organisations', id)?.value.creditCode;
  let plan: Plan = {
    sources: new Map(),
    effective: new Map(),
    current: [],
    conflicts: [],
    retired: new Map(),
  };
  let turn: Promise<unknown> = Promise.resolve();

  const write = async (tx: Tx, next: Plan): Promise<void> => {
    const now = deps.clock.now();
    for (const one of next.current) if (!book.has(one.matter.id, one.matter.version)) await keepVersion(tx, one, now);
    await putInUse(
      tx,
      next.current.map(({ matter }) => matter),
      now,
    );
  };

  return {
    refresh() {
      const mine = turn.then(async () => {
        const [next, versions] = await db.transaction(async (tx) => {
          await lockRegister(tx);
          const found = await planFrom(deps, tx, packed, creditCodeOf, book);
          await write(tx, found);
          return [found, await otherVersions(tx, book.has)] as const;
        });
        plan = next;
        book.fill(next.current, versions);
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    async settle(tx) {
      await lockRegister(tx);
      const next = await planFrom(deps, tx, packed, creditCodeOf, book);
      await write(tx, next);
      return new Map(next.current.map((one) => [one.matter.id, one]));
    },
    source: (id) => plan.sources.get(id),
    effective: (id) => plan.effective.get(id),
    heirsOf: (id) => [...plan.effective.values()].filter(({ value }) => value.inherits === id),
    conflicts: () => plan.conflicts,
    retired: () => plan.retired,
    ofPack: (id) => packed.find((one) => one.id === id),
  };
}

/** A source as the console published it. */
export function sourceOfWork(work: Work): Source {
  return {
    id: work.matter,
    origin: 'console',
    label: work.origin === 'pack' ? (work.packVersion ?? '0.0.0') : `c${work.no}`,
    definition: work.definition as PackMatter | LocalMatter,
    files: work.files,
    file: work.origin === 'pack' ? `${work.pack}/matters/${work.matter}/matter.yaml` : 'matter.yaml',
  };
}

async function planFrom(
  deps: MattersDeps,
  tx: Tx,
  packed: readonly Source[],
  creditCodeOf: (id: string) => string | undefined,
  book: MatterBook,
): Promise<Plan> {
  const retired = new Map((await retirements(tx)).map((one) => [one.matter, one]));
  const sources = new Map(packed.map((source) => [source.id, source]));
  for (const work of await publishedWork(tx)) {
    const pack = deps.packs.find('matters', work.matter);
    // A pack that was added while the server ran and is now read at start speaks for itself.
    if (work.origin === 'pack' && pack?.pack === work.pack && atLeast(pack.packVersion, work.packVersion)) continue;
    sources.set(work.matter, sourceOfWork(work));
  }
  const { effective, orphans } = settleSources([...sources.values()], creditCodeOf, sharedProcesses(deps.packs));
  const inUseBefore = await versionsInUse(tx);
  const today = shanghaiDate(deps.clock.now());
  const current: MatterVersion[] = [];
  const conflicts: Conflict[] = orphans.map((matter) => ({ matter, faults: [NO_LEVEL_ABOVE] }));
  for (const one of effective.values()) {
    const { source, value, version } = one;
    if (isRetired(one, effective, retired) || !inForceOn(value, today)) continue;
    const above = value.inherits === undefined ? undefined : effective.get(value.inherits);
    const faults = above ? heirFaults(above.value, value) : [];
    if (faults.length > 0)
      conflicts.push({
        matter: source.id,
        faults: faults.map(({ path, code, zh, en }) => ({ path, code, message: { zh, en } })),
      });
    else if (await readInto(deps, one, book, current, conflicts)) continue;
    // It stays as it was, for nobody loses a service by a change that does not fit; whoever keeps it is told.
    const former = inUseBefore.get(source.id);
    if (former !== undefined && former !== version) {
      const kept = book.has(source.id, former)
        ? book.version(source.id, former)
        : (await otherVersions(tx, (id, wanted) => id !== source.id || wanted !== former))[0];
      if (kept) current.push(kept);
    }
  }
  return { sources, effective, current, conflicts, retired };
}

/** Reads and checks one, from memory where it was read already. @returns whether it can be used; @throws when its pack is at fault */
async function readInto(
  deps: MattersDeps,
  { source, value, version, files }: Effective,
  book: MatterBook,
  current: MatterVersion[],
  conflicts: Conflict[],
): Promise<boolean> {
  if (book.has(source.id, version)) {
    current.push(book.version(source.id, version));
    return true;
  }
  try {
    const read = readMatter(deps.packs, { value, version, file: source.file, files });
    await book.check(read).catch((error: Error) => {
      throw matterErrors.faultyFile({ file: read.decisionPath, reason: error.message }, { cause: error });
    });
    current.push(read);
    return true;
  } catch (error) {
    if (source.origin === 'pack') throw error;
    deps.log.warn({ module: 'matters', matter: source.id, error: error as Error }, 'a published matter cannot be used');
    const message = { zh: (error as Error).message, en: (error as Error).message };
    conflicts.push({ matter: source.id, faults: [{ code: 'faulty-file', message }] });
    return false;
  }
}

const NO_LEVEL_ABOVE = {
  path: ['inherits'],
  code: 'unknown-name',
  message: { zh: '上级事项不存在', en: 'The matter of the level above does not exist' },
};

/** What ends above ends below. */
function isRetired(
  one: Effective,
  effective: ReadonlyMap<string, Effective>,
  retired: ReadonlyMap<string, Retirement>,
): boolean {
  for (let at: Effective | undefined = one; at; ) {
    if (retired.has(at.source.id)) return true;
    at = at.value.inherits === undefined ? undefined : effective.get(at.value.inherits);
  }
  return false;
}

function atLeast(one: string, other: string | null): boolean {
  const [a, b] = [one, other ?? '0.0.0'].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) if (a?.[index] !== b?.[index]) return (a?.[index] ?? 0) > (b?.[index] ?? 0);
  return true;
}
