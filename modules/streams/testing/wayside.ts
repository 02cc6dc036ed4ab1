import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChangeStream, LineFacts, StreamedChange } from '@modules/exchange/contract';

// What stands beside the rail in tests: a stream of changes in memory, and a department's system that is called.

export type Wayside = ChangeStream & {
  readonly lines: LineFacts[];
  /** A change enters the lake. @returns its number */
  come(change: Partial<StreamedChange> & Pick<StreamedChange, 'op'>): bigint;
};

export function waysideStream(clock: { now(): Date }, lines: LineFacts[]): Wayside {
  let all: StreamedChange[] = [];
  const floors = new Map<string, bigint>();
  let seq = 0n;
  const of = (lineId: string): StreamedChange[] => all.filter((one) => one.lineId === lineId);
  const floorOf = (lineId: string): bigint => floors.get(lineId) ?? 0n;
  return {
    lines,
    come(change) {
      seq += 1n;
      const at = clock.now();
      all.push({
        lineId: lines[0]?.id as string,
        at,
        sourceAt: at,
        position: `0/${seq.toString(16)}`,
        transaction: String(seq),
        key: null,
        before: null,
        after: null,
        ...change,
        seq,
      });
      return seq;
    },
    changes: async ({ lineIds, after, limit }) =>
      all.filter((one) => lineIds.includes(one.lineId) && one.seq > after).slice(0, limit),
    async newestChange(options) {
      const end = Date.now() + (options?.waitMs ?? 0);
      while (options && seq <= options.after && Date.now() < end && !options.signal.aborted)
        await new Promise((resume) => setTimeout(resume, 5));
      return seq;
    },
    spans: async (ids) =>
      ids.map((lineId) => {
        const newest = of(lineId).at(-1)?.seq ?? 0n;
        return { lineId, floor: floorOf(lineId), newest: newest > floorOf(lineId) ? newest : floorOf(lineId) };
      }),
    async begin(lineId) {
      floors.set(lineId, seq);
      return seq;
    },
    riddenElsewhere: async () => false,
    waiting: async (lineId, after, most) => Math.min(most, of(lineId).filter((one) => one.seq > after).length),
    lastBefore: async (lineId, at) => of(lineId).findLast((one) => one.at < at)?.seq ?? floorOf(lineId),
    size: async () => ({ changes: all.length, bytes: all.length * 1_000 }),
    async trim(lineId, through) {
      const before = all.length;
      all = all.filter((one) => one.lineId !== lineId || one.seq > through);
      floors.set(lineId, through);
      return before - all.length;
    },
  };
}

export type Received = {
  headers: IncomingHttpHeaders;
  body: Buffer;
  json: {
    type: string;
    changes: {
      id: string;
      key: unknown;
      value: { op: string; source: { seq: number }; after: unknown; before: unknown };
    }[];
  };
};

/** A department's system that is called; `answer` says with what status. */
export async function startReceiver(): Promise<{
  url: string;
  received: Received[];
  answer: (received: Received) => number;
  stop(): Promise<void>;
}> {
  const received: Received[] = [];
  const receiver = {
    url: '',
    received,
    answer: (_received: Received): number => 204,
    stop: () => new Promise<void>((resume) => void server.close(() => resume())),
  };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const one = { headers: request.headers, body, json: JSON.parse(body.toString()) as Received['json'] };
      const status = receiver.answer(one);
      received.push(one);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/changes`;
  return receiver;
}
