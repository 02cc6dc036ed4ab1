import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import { headers as newHeaders } from '@nats-io/nats-core';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { railErrors } from './errors.ts';

// One JetStream stream a connection of a department: an ordered lane a partition, and a lane of marks that says how far all lanes are whole.

/** A lane: a partition's number, or the marks. */
export type Lane = number | 'mark';

export type LaneMessage = { readonly sequence: number; readonly info: string; readonly body: Buffer };

/** A message that was told in several pieces is known by the last one. `whole`: all its pieces are there. */
export type LastMessage = { readonly sequence: number; readonly info: string; readonly whole: boolean };

export type Lanes = {
  /** Another stream under the same name has another one: sequences of the one mean nothing in the other. */
  readonly identity: string;
  readonly partitions: number;
  /** The newest of a lane; undefined when it holds none (any more). */
  last(lane: Lane): Promise<LastMessage | undefined>;
  /**
   * Appends to a lane; resolves when it is durable on most nodes. `expected`: sequence of the lane's last message, 0 for none: someone else's message
   * in between makes it fail. `id` is the same for each try of the same message, and no other's.
   * @returns the sequence of the last piece
   * @throws LaneTaken; rail.nats-not-durable when it did not become durable in time: nobody knows then whether it did
   */
  append(lane: Lane, message: { id: string; info: string; body: Buffer; expected: number }): Promise<number>;
  /**
   * The lane's messages above `after`, in order, each once, until aborted: then it ends at once, whatever it waits for.
   * @throws rail.nats-unreachable when it could not be had for half a minute, or the connection to the nodes was closed for good
   */
  read(lane: Lane, after: number, signal: AbortSignal): AsyncIterable<LaneMessage>;
  /** Lets go of all lanes' messages below `sequence`; of all of them for Number.MAX_SAFE_INTEGER. */
  trim(sequence: number): Promise<void>;
};

/** Someone else writes to the lane. */
export class LaneTaken extends Error {
  constructor() {
    super('Another process writes to this lane');
  }
}

/** What a lane's message says of itself, beside its body: how the writer goes on from here. */
const INFO = 'Yiwang-Info';
/** `2/3`: the second of three pieces. */
const PIECE = 'Yiwang-Piece';
const PUBLISH_TIMEOUT_MS = 4_000;
/** A node that dies takes its lanes' leaders with it for some seconds; within this the others have elected new ones. */
const DURABLE_WITHIN_MS = 60_000;
/** Repeats are known by their id for so long; longer than a message is tried. */
const KNOWN_MS = 5 * 60_000;
/** A reader that got nothing for so long asks whether there is more. */
const STALLED_MS = 30_000;
/** Whoever cannot read a lane for so long says so: another process may be able to. */
const UNREADABLE_MS = 30_000;
/** JetStream's answers to a message that does not come after the one it was to come after (10071, and 10164 of newer servers). */
const NOT_AFTER = new Set([10_071, 10_164]);

/** Connects to any of the nodes (`nats://a:4222,nats://b:4222`), and again for as long as it takes. @throws rail.nats-unreachable */
export async function connectNats(urls: string, name: string): Promise<NatsConnection> {
  const parsed = urls
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean);
  const first = URL.canParse(parsed[0] ?? '') ? new URL(parsed[0] as string) : undefined;
  try {
    return await connect({
      servers: parsed.map((text) => (URL.canParse(text) ? new URL(text).host : text)),
      name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: 5_000,
      maxPingOut: 2,
      timeout: 5_000,
      ...(first?.username
        ? { user: decodeURIComponent(first.username), pass: decodeURIComponent(first.password) }
        : {}),
      ...(first?.protocol === 'tls:' ? { tls: {} } : {}),
    });
  } catch (error) {
    throw railErrors.natsUnreachable({ reason: (error as Error).message }, { cause: error });
  }
}

/** Whether the server that answers is one of a cluster; its lanes then stand on three nodes. */
const replicasOf = (nats: NatsConnection): number => (nats.info?.cluster ? 3 : 1);

const word = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, '_');

/**
 * The lanes of a connection, made when there are none. `partitions` counts only then: keys must not change their lane.
 * @throws rail.nats-no-jetstream, rail.nats-unreachable
 */
export async function openLanes(
  nats: NatsConnection,
  options: { hub: string; connection: string; partitions: number },
): Promise<Lanes> {
  return (await findLanes(nats, options, true)) as Lanes;
}

/** The lanes of a connection when there are any. @throws as {@link openLanes} */
export async function findLanes(
  nats: NatsConnection,
  options: { hub: string; connection: string; partitions?: number },
  make = false,
): Promise<Lanes | undefined> {
  const name = `YIWANG_${word(options.hub)}_${word(options.connection)}`;
  const root = `yiwang.${word(options.hub)}.${word(options.connection)}`;
  const subjectOf = (lane: Lane): string => (lane === 'mark' ? `${root}.mark` : `${root}.lane.${lane}`);
  let manager: JetStreamManager;
  try {
    manager = await jetstreamManager(nats, { timeout: PUBLISH_TIMEOUT_MS });
  } catch (error) {
    if (error instanceof JetStreamApiError || /jetstream/i.test((error as Error).message))
      throw railErrors.natsNoJetStream({}, { cause: error });
    throw railErrors.natsUnreachable({ reason: (error as Error).message }, { cause: error });
  }
  const client = jetstream(nats, { timeout: PUBLISH_TIMEOUT_MS });
  const there = await findStream(manager, name);
  if (!there && !make) return undefined;
  const info =
    there ??
    (await makeStream(manager, {
      name,
      subjects: [`${root}.mark`, `${root}.lane.*`],
      description: JSON.stringify({ partitions: options.partitions }),
      num_replicas: replicasOf(nats),
    }));
  const partitions = partitionsOf(info.config.description) ?? options.partitions ?? 1;
  const room = Math.max(16_384, (nats.info?.max_payload ?? 1_048_576) - 16_384);
  return {
    identity: `${name} ${String(info.created)}`,
    partitions,
    last: (lane) => lastOf(manager, name, subjectOf(lane)),
    async append(lane, { id, info: about, body, expected }) {
      let before = expected;
      const pieces = Math.max(1, Math.ceil(body.length / room));
      for (let no = 1; no <= pieces; no += 1) {
        const piece = body.subarray((no - 1) * room, no * room);
        before = await appendPiece(client, subjectOf(lane), {
          id: `${id}/${no}`,
          about,
          piece,
          mark: `${no}/${pieces}`,
          expected: before,
        });
      }
      return before;
    },
    read: (lane, after, signal) => readLane({ nats, client, manager, name, subject: subjectOf(lane) }, after, signal),
    async trim(sequence) {
      await manager.streams.purge(name, sequence === Number.MAX_SAFE_INTEGER ? undefined : { seq: sequence });
    },
  };
}

function partitionsOf(description: string | undefined): number | undefined {
  try {
    const { partitions } = JSON.parse(description ?? '') as { partitions?: unknown };
    return typeof partitions === 'number' ? partitions : undefined;
  } catch {
    return undefined;
  }
}

async function findStream(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === 10_059) return undefined;
    throw railErrors.natsUnreachable({ reason: (error as Error).message }, { cause: error });
  }
}

async function makeStream(
  manager: JetStreamManager,
  config: { name: string; subjects: string[]; description: string; num_replicas: number },
): Promise<StreamInfo> {
  try {
    return await manager.streams.add({
      ...config,
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      // When the nodes' storage is full, nothing more is taken; the source keeps its log, within its budget. What nobody has applied is never forgotten.
      discard: DiscardPolicy.New,
      duplicate_window: KNOWN_MS * 1_000_000,
    });
  } catch (error) {
    // Another process made it at the same moment, or too few nodes are up for three copies: one more look tells.
    const there = await findStream(manager, config.name).catch(() => undefined);
    if (there) return there;
    throw railErrors.natsUnreachable({ reason: (error as Error).message }, { cause: error });
  }
}

async function lastOf(manager: JetStreamManager, name: string, subject: string): Promise<LastMessage | undefined> {
  const found = await manager.streams.getMessage(name, { last_by_subj: subject }).catch((error: Error) => {
    if (error instanceof JetStreamApiError && error.code === 10_037) return null;
    throw railErrors.natsUnreachable({ reason: error.message }, { cause: error });
  });
  if (!found) return undefined;
  const [no, of] = (found.header?.get(PIECE) || '1/1').split('/').map(Number);
  return { sequence: found.seq, info: found.header?.get(INFO) ?? '', whole: no === of };
}

async function appendPiece(
  client: JetStreamClient,
  subject: string,
  { id, about, piece, mark, expected }: { id: string; about: string; piece: Buffer; mark: string; expected: number },
): Promise<number> {
  const head = newHeaders();
  head.set(INFO, about);
  head.set(PIECE, mark);
  const end = Date.now() + DURABLE_WITHIN_MS;
  for (let wait = 20; ; wait = Math.min(1_000, wait * 2)) {
    try {
      // The same id each time: one that was kept after all is not kept again.
      const ack = await client.publish(subject, piece, {
        msgID: id,
        headers: head,
        timeout: PUBLISH_TIMEOUT_MS,
        expect: { lastSubjectSequence: expected },
      });
      return ack.seq;
    } catch (error) {
      if (error instanceof JetStreamApiError && NOT_AFTER.has(error.code)) throw new LaneTaken();
      if (Date.now() + wait > end)
        throw railErrors.natsNotDurable(
          { seconds: DURABLE_WITHIN_MS / 1_000, reason: (error as Error).message },
          { cause: error },
        );
      await sleep(wait);
    }
  }
}

type LaneSource = {
  readonly nats: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly name: string;
  readonly subject: string;
};

async function* readLane(lane: LaneSource, after: number, signal: AbortSignal): AsyncIterable<LaneMessage> {
  let last = after;
  let pieces: Buffer[] = [];
  let hadAt = Date.now();
  // An ordered consumer mends gaps by itself; where it gives up (its node died, the stream has no leader) another goes on after the last message.
  while (!signal.aborted) {
    const opened = await consumeLane(lane, last, signal).catch((error: Error) => {
      if (Date.now() - hadAt < UNREADABLE_MS && !lane.nats.isClosed()) return undefined;
      throw railErrors.natsUnreachable({ reason: error.message }, { cause: error });
    });
    if (opened) {
      hadAt = Date.now();
      const { messages, close } = opened;
      let asked = true;
      const stalled = watchStall(lane, signal, () => (asked ? last : undefined), close);
      try {
        for await (const message of messages) {
          asked = false;
          if (message.seq > last) {
            last = message.seq;
            const [no = 1, of = 1] = (message.headers?.get(PIECE) || '1/1').split('/').map(Number);
            // A writer that died in the middle of its pieces begins anew with the first.
            if (no === 1) pieces = [];
            if (no === pieces.length + 1) {
              pieces.push(Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength));
              if (no === of) {
                const body = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
                pieces = [];
                yield { sequence: message.seq, info: message.headers?.get(INFO) ?? '', body };
                if (signal.aborted) return;
              }
            }
          }
          asked = true;
        }
      } catch {
        if (signal.aborted) return;
      } finally {
        clearInterval(stalled);
        close();
        hadAt = Date.now();
      }
    }
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * A consumer that stands behind `last`; undefined when it was aborted meanwhile. The driver's own `close()` must not be waited for: it ends only
 * with somebody who takes the messages.
 */
async function consumeLane(
  { client, name, subject }: LaneSource,
  last: number,
  signal: AbortSignal,
): Promise<{ messages: ConsumerMessages; close(): void } | undefined> {
  const opening = client.consumers
    .get(name, {
      filter_subjects: subject,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: last + 1,
    })
    .then(async (consumer) => {
      const messages = await consumer.consume({ max_messages: 200, expires: 5_000, idle_heartbeat: 1_000 });
      let closed = false;
      const close = (): void => {
        if (closed) return;
        closed = true;
        signal.removeEventListener('abort', close);
        messages.stop();
        // The nodes would keep it for five minutes.
        void consumer.delete().catch(() => undefined);
      };
      if (signal.aborted) {
        close();
        return undefined;
      }
      signal.addEventListener('abort', close, { once: true });
      return { messages, close };
    });
  return untilAborted(opening, signal);
}

/** Resolves with undefined as soon as it is aborted; what was waited for goes on and ends by itself. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    work.catch(() => undefined);
    return undefined;
  }
  let abort: (() => void) | undefined;
  const aborted = new Promise<undefined>((resolve) => {
    abort = () => resolve(undefined);
    signal.addEventListener('abort', abort, { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort as () => void));
}

/**
 * Closes a consumer that brings nothing though its lane holds more, or of which nobody can tell: whatever went wrong, another one begins behind the
 * last message.
 */
function watchStall(
  { manager, name, subject }: LaneSource,
  signal: AbortSignal,
  waitsBehind: () => number | undefined,
  close: () => void,
): NodeJS.Timeout {
  let before: number | undefined;
  let over = false;
  const timer = setInterval(() => {
    const now = waitsBehind();
    const same = now !== undefined && now === before;
    before = now;
    if (!same || over) return;
    void lastOf(manager, name, subject)
      .then(
        (newest) => newest !== undefined && newest.sequence > now,
        () => true,
      )
      .then((stalled) => {
        if (!stalled || signal.aborted || waitsBehind() !== now) return;
        over = true;
        close();
      });
  }, STALLED_MS);
  timer.unref();
  return timer;
}

export type { NatsConnection } from '@nats-io/transport-node';
