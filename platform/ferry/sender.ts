import { DomainError } from '@platform/kernel';
import { readAck, type Acknowledgement } from './ack.ts';
import { writeBody, type FerryChange } from './body.ts';
import { ferryErrors } from './errors.ts';
import { faultOf } from './faults.ts';
import type { FerryFolder } from './folders.ts';
import { openPackage, packageName, sealPackage, type PackageHeader } from './package.ts';
import type { FerryDeps, FerryFault } from './route.ts';
import type { RowState } from './row-sum.ts';

export type SentLine = {
  readonly id: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly state: RowState;
};

export type SenderState = {
  readonly series: number;
  /** The newest package that was made, and its hash (zeros for none). */
  readonly number: number;
  readonly hash: string;
  readonly ackedUpTo: number;
  /** The newest acknowledgement taken: acknowledgements say all there is, so older ones are passed over. */
  readonly ackNumber: number;
  readonly fault: FerryFault | null;
};

/** A package made and not acknowledged. `sentAt` is null when it is to be put out (again). */
export type PendingPackage = {
  readonly number: number;
  readonly name: string;
  readonly sentAt: Date | null;
  readonly times: number;
};

/** The sender's memory; all of a `transaction` is kept or nothing, and one runs at a time. */
export type SenderTx = {
  state(): Promise<SenderState>;
  /** The next changes of the route's lines, at most about `limit`, moved past for good when the transaction commits; undefined when there are none. */
  take(limit: number): Promise<{ lines: SentLine[]; changes: FerryChange[] } | undefined>;
  recordPackage(made: { number: number; hash: string; name: string; lines: readonly SentLine[] }): Promise<void>;
  pending(): Promise<PendingPackage[]>;
  markSent(number: number, at: Date): Promise<void>;
  askAgain(numbers: readonly number[]): Promise<void>;
  /** `differences`: lines whose state there was not what it was here at that package. */
  recordAck(ack: Acknowledgement, ackNumber: number, differences: readonly Difference[]): Promise<void>;
  /** What each line held at this package, as recorded; empty when it is not known any more. */
  statesAt(number: number): Promise<ReadonlyMap<string, RowState>>;
  stop(fault: FerryFault): Promise<void>;
};
export type SenderStore = { transaction<T>(work: (tx: SenderTx) => Promise<T>): Promise<T> };

export type Difference = { readonly line: string; readonly ours: RowState; readonly theirs: RowState | null };

export type SenderDeps = FerryDeps & {
  readonly store: SenderStore;
  /** Packages made and not acknowledged are kept here, to be sent again. */
  readonly kept: FerryFolder;
  readonly changesPerPackage?: number;
  /** After this many milliseconds without acknowledgement a package is sent again; longer each time. */
  readonly patienceMs?: number;
  /** No more packages are made while so many are not acknowledged, so that a dead gate does not fill the disk. */
  readonly mostPending?: number;
};

const CHANGES_PER_PACKAGE = 20_000;
const PATIENCE_MS = 60_000;
const MOST_PENDING = 500;
const LONGEST_PATIENCE = 3_600_000;

/** One turn of the sending side: takes acknowledgements, makes packages of what is new, puts out what is due. @returns packages made and put out */
export async function sendOnce(deps: SenderDeps): Promise<{ made: number; sent: number; stopped?: FerryFault }> {
  await takeAcks(deps);
  let made = 0;
  for (;;) {
    const fault = await deps.store.transaction(async (tx) => (await tx.state()).fault);
    if (fault) return { made, sent: 0, stopped: fault };
    if (!(await makePackage(deps))) break;
    made += 1;
  }
  return { made, sent: await putOut(deps) };
}

async function makePackage(deps: SenderDeps): Promise<boolean> {
  const { route } = deps;
  return deps.store.transaction(async (tx) => {
    const state = await tx.state();
    if (state.number - state.ackedUpTo >= (deps.mostPending ?? MOST_PENDING)) return false;
    const taken = await tx.take(deps.changesPerPackage ?? CHANGES_PER_PACKAGE);
    if (!taken) return false;
    const counts = taken.lines.map(() => 0);
    for (const { line } of taken.changes) counts[line] = (counts[line] ?? 0) + 1;
    const number = state.number + 1;
    const sealed = sealPackage(
      {
        kind: 'data',
        sender: route.self,
        receiver: route.peer,
        route: route.id,
        series: state.series,
        number,
        previous: state.hash,
        createdAt: deps.clock.now().toISOString(),
        lines: taken.lines.map((line, index) => ({
          id: line.id,
          columns: [...line.columns],
          key: [...line.key],
          changes: counts[index] as number,
          state: line.state,
        })),
      },
      writeBody(taken.changes),
      deps.sign,
    );
    const name = packageName(sealed.header);
    // Kept before it is recorded: were it lost in between, the same number is made again with what is then next.
    await deps.kept.write(name, sealed.bytes);
    await tx.recordPackage({ number, hash: sealed.hash, name, lines: taken.lines });
    return true;
  });
}

async function putOut(deps: SenderDeps): Promise<number> {
  const now = deps.clock.now();
  const pending = await deps.store.transaction((tx) => tx.pending());
  const patience = deps.patienceMs ?? PATIENCE_MS;
  let sent = 0;
  for (const one of pending) {
    const wait = Math.min(patience * 2 ** Math.max(0, one.times - 1), LONGEST_PATIENCE);
    if (one.sentAt !== null && now.getTime() - one.sentAt.getTime() < wait) continue;
    const bytes = await deps.kept.read(one.name);
    if (!bytes) throw ferryErrors.folderUnusable({ folder: one.name, reason: 'ENOENT' });
    await deps.out.write(one.name, bytes);
    await deps.store.transaction((tx) => tx.markSent(one.number, now));
    deps.tell?.({ what: one.times > 0 ? 'sent-again' : 'sent', number: one.number });
    sent += 1;
  }
  return sent;
}

async function takeAcks(deps: SenderDeps): Promise<void> {
  const { route } = deps;
  for (const { name, settled } of await deps.in.list()) {
    const bytes = await deps.in.read(name).catch(() => undefined);
    if (!bytes) continue;
    let taken: { header: PackageHeader; ack: Acknowledgement };
    try {
      const opened = openPackage(bytes, { file: name, sender: route.peer, keys: route.peerKeys });
      const { header } = opened;
      if (
        header.kind !== 'ack' ||
        header.route !== route.id ||
        header.sender !== route.peer ||
        header.receiver !== route.self
      )
        throw ferryErrors.notForUs({ file: name, sender: header.sender, receiver: header.receiver });
      taken = { header, ack: readAck(opened, name) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // The gate may still be copying; what is wrong for good is passed over, since the next acknowledgement says all again.
      if (error.code === 'ferry.truncated' && !settled) continue;
      deps.tell?.({ what: 'refused', file: name, code: error.code });
      await deps.in.remove(name);
      continue;
    }
    await takeAck(deps, taken.header, taken.ack);
    await deps.in.remove(name);
  }
}

async function takeAck(deps: SenderDeps, header: PackageHeader, ack: Acknowledgement): Promise<void> {
  const done = await deps.store.transaction(async (tx) => {
    const state = await tx.state();
    if (header.series !== state.series || header.number <= state.ackNumber) return [];
    if (ack.upTo > state.number) {
      await tx.stop(faultOf(ferryErrors.receiverAhead({ theirs: ack.upTo, ours: state.number })));
      return [];
    }
    const finished = (await tx.pending()).filter(({ number }) => number <= ack.upTo);
    const ours = await tx.statesAt(ack.upTo);
    const theirs = new Map(ack.lines.map((line) => [line.id, line.state]));
    const differences = [...ours]
      .map(([line, state]) => ({ line, ours: state, theirs: theirs.get(line) ?? null }))
      .filter(
        ({ ours: mine, theirs: other }) => other === null || other.count !== mine.count || other.sum !== mine.sum,
      );
    await tx.recordAck(ack, header.number, differences);
    await tx.askAgain(ack.missing);
    if (ack.stopped) await tx.stop(ack.stopped);
    return finished;
  });
  for (const { name, number } of done) {
    await deps.kept.remove(name);
    deps.tell?.({ what: 'acknowledged', number });
  }
}
