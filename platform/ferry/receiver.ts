import { DomainError } from '@platform/kernel';
import { writeAck, type Acknowledgement } from './ack.ts';
import { readBody, type FerryChange } from './body.ts';
import { ferryErrors } from './errors.ts';
import { faultOf } from './faults.ts';
import type { FerryFolder } from './folders.ts';
import {
  FIRST_PREVIOUS,
  openPackage,
  packageName,
  sealPackage,
  type FerryPackage,
  type PackageHeader,
} from './package.ts';
import type { FerryDeps, FerryFault } from './route.ts';
import type { RowState } from './row-sum.ts';

export type ReceiverState = {
  readonly series: number;
  /** The newest package applied, and its hash (zeros for none). */
  readonly number: number;
  readonly hash: string;
  readonly ackNumber: number;
  readonly ackHash: string;
  readonly fault: FerryFault | null;
};

export type ReceivedLine = { readonly id: string; readonly state: RowState; readonly quarantined: number };

/** The receiver's memory; all of a `transaction` is kept or nothing, and one runs at a time. */
export type ReceiverTx = {
  state(): Promise<ReceiverState>;
  /** Applies a package and moves to it, in this transaction. `fresh`: it begins a series, so what is held of its lines is replaced. */
  apply(header: PackageHeader, changes: readonly FerryChange[], hash: string, fresh: boolean): Promise<void>;
  /** The hash of a package applied in this series; undefined when it is not known any more. */
  hashOf(number: number): Promise<string | undefined>;
  lines(): Promise<ReceivedLine[]>;
  recordAck(number: number, hash: string): Promise<void>;
  stop(fault: FerryFault): Promise<void>;
};
export type ReceiverStore = { transaction<T>(work: (tx: ReceiverTx) => Promise<T>): Promise<T> };

export type ReceiverDeps = FerryDeps & {
  readonly store: ReceiverStore;
  /** Where refused files are kept for people to look at. */
  readonly refused?: FerryFolder;
};

export type Received = {
  readonly applied: number;
  readonly waiting: number;
  readonly missing: readonly number[];
  readonly rejected: readonly { file: string; code: string }[];
  readonly stopped?: FerryFault;
};

/**
 * One turn of the receiving side: applies the packages that are next, leaves later ones lying, refuses what is wrong, and answers with an
 * acknowledgement whenever anything came.
 */
export async function receiveOnce(deps: ReceiverDeps): Promise<Received> {
  const rejected: Acknowledgement['rejected'] = [];
  const waiting = new Map<string, number>();
  let applied = 0;
  let came = false;
  let coming = false;
  for (const { name, settled } of await deps.in.list()) {
    const outcome = await takeOne(deps, name, settled);
    if (outcome.kind === 'coming') coming = true;
    if (outcome.kind === 'coming' || outcome.kind === 'gone') continue;
    came = true;
    if (outcome.kind === 'applied') applied += 1;
    else if (outcome.kind === 'waits') waiting.set(name, outcome.number);
    else if (outcome.kind === 'refused') rejected.push({ file: name, ...outcome.fault });
  }
  const state = await deps.store.transaction((tx) => tx.state());
  // Named in order, packages are met in order; one that waited for a refused one stays until that one has come again.
  const there = new Set(waiting.values());
  const missing: number[] = [];
  if (!coming)
    for (let number = state.number + 1; number < Math.max(0, ...there) && missing.length < 10_000; number += 1)
      if (!there.has(number)) missing.push(number);
  if (came) await acknowledge(deps, { missing, rejected });
  return {
    applied,
    waiting: waiting.size,
    missing,
    rejected: rejected.map(({ file, code }) => ({ file, code })),
    ...(state.fault ? { stopped: state.fault } : {}),
  };
}

type Outcome =
  | { kind: 'applied' | 'doubled' | 'coming' | 'gone' | 'stopped' }
  | { kind: 'waits'; number: number }
  | { kind: 'refused'; fault: FerryFault };

async function takeOne(deps: ReceiverDeps, name: string, settled: boolean): Promise<Outcome> {
  const { route } = deps;
  let bytes: Buffer | undefined;
  try {
    bytes = await deps.in.read(name);
    if (!bytes) return { kind: 'gone' };
    const opened = openPackage(bytes, { file: name, sender: route.peer, keys: route.peerKeys });
    const { header } = opened;
    if (
      header.kind !== 'data' ||
      header.route !== route.id ||
      header.sender !== route.peer ||
      header.receiver !== route.self
    )
      throw ferryErrors.notForUs({ file: name, sender: header.sender, receiver: header.receiver });
    const outcome = await place(deps, opened, name);
    if (outcome.kind === 'applied' || outcome.kind === 'doubled') await deps.in.remove(name);
    return outcome;
  } catch (error) {
    if (!(error instanceof DomainError) || !error.code.startsWith('ferry.')) throw error;
    if (error.code === 'ferry.folder-unusable') throw error;
    // The gate may still be copying it.
    if (error.code === 'ferry.truncated' && !settled) return { kind: 'coming' };
    deps.tell?.({ what: 'refused', file: name, code: error.code });
    if (bytes) await deps.refused?.write(name, bytes);
    await deps.in.remove(name);
    return { kind: 'refused', fault: faultOf(error) };
  }
}

/** Applies the package when it is the next, in one transaction with the move to it. */
async function place(deps: ReceiverDeps, { header, hash, body }: FerryPackage, file: string): Promise<Outcome> {
  return deps.store.transaction(async (tx): Promise<Outcome> => {
    const state = await tx.state();
    const { number } = header;
    if (header.series < state.series) return { kind: 'doubled' };
    const fresh = header.series > state.series;
    // A new series mends whatever stopped the last one.
    if (state.fault && !fresh) return { kind: 'stopped' };
    if (fresh && number > 1) {
      deps.tell?.({ what: 'waiting', number });
      return { kind: 'waits', number };
    }
    const before = fresh ? { number: 0, hash: FIRST_PREVIOUS } : state;
    const forked = async (): Promise<Outcome> => {
      const fault = faultOf(ferryErrors.chainBroken({ number, before: before.number }));
      await tx.stop(fault);
      deps.tell?.({ what: 'stopped', file, code: fault.code });
      return { kind: 'stopped' };
    };
    if (number <= before.number) {
      const known = await tx.hashOf(number);
      if (known !== undefined && known !== hash) return forked();
      deps.tell?.({ what: 'doubled', number });
      return { kind: 'doubled' };
    }
    if (number > before.number + 1) {
      deps.tell?.({ what: 'waiting', number });
      return { kind: 'waits', number };
    }
    if (header.previous !== before.hash) return forked();
    await tx.apply(header, readBody({ header, body }, file), hash, fresh);
    deps.tell?.({ what: 'applied', number });
    return { kind: 'applied' };
  });
}

async function acknowledge(deps: ReceiverDeps, told: Pick<Acknowledgement, 'missing' | 'rejected'>): Promise<void> {
  const { route } = deps;
  const sealed = await deps.store.transaction(async (tx) => {
    const state = await tx.state();
    const lines = await tx.lines();
    const ack: Acknowledgement = {
      upTo: state.number,
      missing: [...told.missing],
      rejected: told.rejected.slice(0, 1_000),
      lines: lines.map((line) => ({ ...line })),
      ...(state.fault ? { stopped: state.fault } : {}),
    };
    const made = sealPackage(
      {
        kind: 'ack',
        sender: route.self,
        receiver: route.peer,
        route: route.id,
        series: Math.max(state.series, 1),
        number: state.ackNumber + 1,
        previous: state.ackHash,
        createdAt: deps.clock.now().toISOString(),
      },
      writeAck(ack),
      deps.sign,
    );
    await tx.recordAck(made.header.number, made.hash);
    return made;
  });
  // Lost here, it is made up for: the sender sends again what it hears nothing of, and that is answered.
  await deps.out.write(packageName(sealed.header), sealed.bytes);
}
