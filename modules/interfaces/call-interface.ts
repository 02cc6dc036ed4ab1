import { randomInt } from 'node:crypto';
import { canonicalJson, DomainError } from '@platform/kernel';
import type { Actor } from '@platform/access';
import { sm3Hex } from '@platform/crypto';
import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { Grant, GrantsPort } from '@modules/sharing/contract';
import type { InterfaceBook } from './book.ts';
import { AnsweredMarks } from './calls/answered-marks.ts';
import type { CallOutcome, Entry, SignedCall } from './calls/entry.ts';
import { Lanes, type LaneLimits } from './calls/lanes.ts';
import { Quotas } from './calls/quotas.ts';
import { Unpacker } from './calls/unpacker.ts';
import { writeBatch } from './calls/write-batch.ts';
import type { InterfaceAnswer, InterfaceCall } from './contract/index.ts';
import type { Backends, InterfaceDefinition } from './domain/answering.ts';
import { CallLimit } from './domain/call-limit.ts';
import { covering } from './domain/grants.ts';
import { interfaceErrors } from './errors.ts';
import { findUsage } from './store/calls.ts';

export type CallDeps = Pick<Foundations, 'clock' | 'ids' | 'audit' | 'receipts' | 'live' | 'log'> & {
  db: ModuleDatabase;
  book: Pick<InterfaceBook, 'interface'>;
  grants: Pick<GrantsPort, 'forInterface' | 'lost'>;
  backends: Backends;
  limits?: LaneLimits;
};

/** The desk at which all calls are answered. */
export type CallDesk = {
  /** Takes a call; told once it is answered and recorded. @throws coded refusals, recorded as well */
  take(call: InterfaceCall<Actor>, signed?: SignedCall): Promise<CallOutcome>;
  /** The same for the platform's own services, which have their answer when this returns. */
  call(call: InterfaceCall<Actor>): Promise<InterfaceAnswer>;
  /** Records that a call was refused before anything else of it was looked at (its signature was no good). */
  refuse(call: InterfaceCall<Actor>, refused: DomainError): void;
  /** Unpacks what batches recorded, of this process and those that are gone. */
  unpack(): Promise<void>;
  /** Looks for the same in a moment, and unpacks it in spare time. */
  lookForPacked(): void;
  /** Waits for what is under way, writes down what has left and unpacks what is recorded. */
  settle(): Promise<void>;
};

/** Who calls when neither a grant nor a signature says it: refused calls of the platform itself. */
const PLATFORM = 'platform';

/** Open pages are told at most this often that there were calls: a busy interface has thousands in it. */
const TELL_MS = 1_000;
const BUSY_SECONDS = 1;
const NOTHING_YET = Buffer.alloc(0);

/**
 * Answers calls of data interfaces, many in one transaction (decision 9). A call that is let in waits for the batches before it; its answer leaves
 * after the commit of its own. Refused calls go the same way, and are recorded as refused.
 */
export function openCallDesk(deps: CallDeps): CallDesk {
  const { db, clock } = deps;
  const limit = new CallLimit(clock);
  const quotas = new Quotas(clock, (pair) => db.read((tx) => findUsage(tx, pair)));
  const marks = new AnsweredMarks(db, clock);
  const unpacker = new Unpacker(db, (error, nextMs) =>
    deps.log.warn({ module: 'interfaces', error, nextMs }, 'recorded calls were not unpacked; it is tried again'),
  );
  // A place in the usage table for each batch that may be under way, so that none waits for another; other processes draw other ones.
  const firstSlot = BigInt(randomInt(2 ** 31)) * 1_000n;
  const freeSlots: bigint[] = [];
  let slots = 0n;
  const lanes = new Lanes<Entry>((_kind, batch) => work(batch), deps.limits);
  let telling: NodeJS.Timeout | undefined;

  function tell(): void {
    telling ??= setTimeout(() => {
      telling = undefined;
      deps.live.publish({ topic: 'interfaces', data: {} });
    }, TELL_MS).unref();
  }

  async function work(batch: readonly Entry[]): Promise<void> {
    const slot = freeSlots.pop() ?? firstSlot + slots++;
    try {
      settle(batch, await writeBatch({ ...deps, quotas, marks }, slot, batch));
    } catch (error) {
      if (batch.length === 1 || isAway(error)) for (const entry of batch) fail(entry, error as Error);
      // One of them could not be written (a text that no table holds, say): the others are not to suffer for it.
      else for (const entry of batch) await work([entry]);
    } finally {
      freeSlots.push(slot);
      unpacker.wake();
      tell();
    }
  }

  function settle(batch: readonly Entry[], id: string | undefined): void {
    for (const entry of batch) {
      const { refused, answer, row, body } = entry;
      if (refused) {
        if (entry.prepared) quotas.giveBack(entry.prepared.grant, row.interface);
        entry.settle(refused);
      } else if (answer) {
        entry.settle({ answer, body, sent: (left) => marks.sent(id as string, row.id, left) });
      } else {
        entry.admitted = true;
        void askOutside(entry);
      }
    }
  }

  /** A call beyond the network waits for nobody else's; its answer is recorded with those that came at the same time. */
  async function askOutside(entry: Entry): Promise<void> {
    const { backend, prepared } = entry;
    try {
      if (backend.where !== 'outside' || !prepared) throw new Error('A call without an answer');
      entry.answered = await backend.answer(prepared);
    } catch (error) {
      if (error instanceof DomainError) entry.refused = error;
      else return fail(entry, error as Error);
    }
    if (!lanes.add(`${backend.kind} answered`, entry)) fail(entry, busy());
  }

  function fail(entry: Entry, error: Error): void {
    if (entry.prepared) quotas.giveBack(entry.prepared.grant, entry.row.interface);
    entry.settle(error);
  }

  function enter(
    call: InterfaceCall<Actor>,
    definition: InterfaceDefinition,
    signed: SignedCall | undefined,
    settle: Entry['settle'],
  ): Entry {
    const backend = deps.backends(definition);
    const { actor } = call;
    return {
      call,
      backend,
      started: performance.now(),
      signed,
      request: signed?.request ?? requestHash(call),
      prepared: undefined,
      admitted: false,
      answered: undefined,
      refused: undefined,
      answer: undefined,
      body: NOTHING_YET,
      rowsTaken: 0,
      settle,
      row: {
        id: deps.ids.next(),
        at: clock.now(),
        interface: definition.id,
        version: definition.version,
        mode: definition.mode,
        application: call.application,
        organisation: actor.kind === 'application' ? actor.organisation : PLATFORM,
        provider: backend.provider(definition),
        purpose: call.purpose.slice(0, 100),
        case_no: call.caseNo.slice(0, 100),
        subject: null,
        fields: [],
        outcome: 'refused',
        row_count: 0,
        ms: 0,
        status: 0,
        trace: call.trace,
        grant_id: null,
        key_id: signed?.keyId ?? null,
      },
    };
  }

  /** Lets the call in. @throws what it is refused for */
  function letIn(entry: Entry, definition: InterfaceDefinition, inForce: Grant | undefined): void {
    const { call, row, backend } = entry;
    const lost = inForce ? undefined : deps.grants.lost(`${call.interface} ${call.application}`);
    const { grant, purpose } = covering(call, inForce, lost);
    row.organisation = grant.organisation;
    row.grant_id = grant.id;
    if (!call.caseNo.trim()) throw interfaceErrors.caseMissing();
    limit.take(row.interface, call.application, definition.limits.perMinute);
    const parameters = backend.checked(definition, call.parameters, grant);
    quotas.take(grant, row.interface);
    entry.prepared = { call, id: row.id, at: row.at, definition, grant, purpose: purpose.title, parameters };
  }

  function take(call: InterfaceCall<Actor>, signed?: SignedCall): Promise<CallOutcome> {
    return new Promise((resolve, reject) => {
      const definition = deps.book.interface(call.interface, call.version);
      const entry = enter(call, definition, signed, (outcome) =>
        outcome instanceof Error ? reject(outcome) : resolve(outcome),
      );
      const grant = deps.grants.forInterface(call.interface, call.application, call.purpose);
      // The grant may end while its use is read: it is looked for again then.
      if (grant && quotas.needsReading(grant, entry.row.interface))
        quotas
          .ready(grant, entry.row.interface)
          .then(
            () => go(entry, definition, deps.grants.forInterface(call.interface, call.application, call.purpose)),
            reject,
          );
      else go(entry, definition, grant);
    });
  }

  function go(entry: Entry, definition: InterfaceDefinition, grant: Grant | undefined): void {
    try {
      letIn(entry, definition, grant);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) return entry.settle(error as Error);
      entry.refused = error;
    }
    if (!lanes.add(entry.backend.kind, entry)) fail(entry, busy());
  }

  return {
    take,
    async call(call) {
      const { answer, sent } = await take(call);
      sent(true);
      return answer;
    },
    refuse(call, refused) {
      try {
        const definition = deps.book.interface(call.interface, call.version);
        const entry = enter(call, definition, undefined, () => undefined);
        entry.refused = refused;
        lanes.add(entry.backend.kind, entry);
      } catch {
        // There is no such interface: nothing that a record could stand under.
      }
    },
    unpack: () => unpacker.drain(),
    lookForPacked: () => unpacker.wake(),
    async settle() {
      await lanes.settled();
      await marks.flush();
      await unpacker.stop();
      await unpacker.drain();
    },
  };
}

const busy = (): DomainError => interfaceErrors.busy({ seconds: BUSY_SECONDS }, { retryAfter: BUSY_SECONDS });

const isAway = (error: unknown): boolean => error instanceof DomainError && error.code === 'database.unreachable';

/** Of a call from inside, which nobody signed: its trace keeps the hash from being guessed at. */
function requestHash({ interface: id, parameters, purpose, caseNo, trace }: InterfaceCall<Actor>): string {
  return sm3Hex(canonicalJson({ interface: id, parameters, purpose, caseNo, trace }));
}
