import { connect, type Socket } from 'node:net';
import { percentile } from '../machine.ts';

/** One of many keep-alive connections that ask over and over; what comes back is only measured, not parsed. */
export type LoadTask = {
  port: number;
  clients: number;
  seconds: number;
  /** Requests a second in all, come what may (latency then counts from when each was due); as fast as they are answered when absent. */
  rate?: number;
};

export type LoadResult = {
  answered: number;
  other: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
  /** CPU that the callers themselves used, in microseconds. */
  cpuMicros: number;
  /** The first answer that was none of the expected. */
  example?: string;
};

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = Buffer.from('ontent-length: ');

type Client = { socket: Socket; since: number; got: Buffer | undefined; waits: boolean };

/** Sends prepared requests, each once, over `clients` connections, and counts the answers whose status is 200. */
export async function runLoad(task: LoadTask, next: () => Buffer | undefined): Promise<LoadResult> {
  const times: number[] = [];
  let answered = 0;
  let other = 0;
  let example: string | undefined;
  let over = false;
  let pending = 0;
  const due: number[] = [];
  const idle: Client[] = [];
  let finished: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finished = resolve));
  const send = (client: Client, since: number): void => {
    const request = over ? undefined : next();
    if (!request) {
      if (pending === 0) finished();
      return;
    }
    client.since = since;
    client.waits = true;
    pending += 1;
    client.socket.write(request);
  };
  const taken = (client: Client, text: Buffer): void => {
    pending -= 1;
    client.waits = false;
    times.push(performance.now() - client.since);
    // HTTP/1.1 200
    if (text[9] === 50 && text[10] === 48 && text[11] === 48) answered += 1;
    else {
      other += 1;
      example ??= text.toString('utf8').slice(0, 1_500);
    }
    if (over && pending === 0) finished();
    if (task.rate === undefined) send(client, performance.now());
    else if (due.length > 0) send(client, due.shift() as number);
    else idle.push(client);
  };
  /** A connection that ends under a request: it is counted, and nobody waits for its answer. */
  const lost = (client: Client): void => {
    if (!client.waits) return;
    client.waits = false;
    pending -= 1;
    other += 1;
    example ??= 'the connection was closed before the answer came';
    if (over && pending === 0) finished();
  };
  const clients = await Promise.all(Array.from({ length: task.clients }, () => open(task.port, taken, lost)));
  const before = process.cpuUsage();
  const started = performance.now();
  const stop = (): void => {
    over = true;
    if (pending === 0) finished();
  };
  if (task.rate === undefined) {
    setTimeout(stop, task.seconds * 1_000);
    for (const client of clients) send(client, performance.now());
  } else {
    idle.push(...clients);
    let sent = 0;
    const { rate } = task;
    const tick = (): void => {
      const now = performance.now();
      if (now - started >= task.seconds * 1_000) return stop();
      for (const until = ((now - started) / 1_000) * rate; sent < until; sent += 1) {
        const at = started + (sent / rate) * 1_000;
        // In turn, so that none stands idle until the server closes it.
        const client = idle.shift();
        if (client) send(client, at);
        else due.push(at);
      }
      setTimeout(tick, 1);
    };
    tick();
  }
  await ended;
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(before);
  for (const { socket } of clients) socket.destroy();
  return {
    cpuMicros: user + system,
    answered,
    other,
    seconds,
    perSecond: answered / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    ...(example === undefined ? {} : { example }),
  };
}

/** All answers are read into one buffer, one after the other: none is looked at after its turn. */
const READ = Buffer.allocUnsafe(64 * 1024);

function open(
  port: number,
  taken: (client: Client, text: Buffer) => void,
  lost: (client: Client) => void,
): Promise<Client> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: READ,
        callback(bytes) {
          const chunk = READ.subarray(0, bytes);
          const got = client.got ? Buffer.concat([client.got, chunk]) : chunk;
          const whole = isWhole(got);
          client.got = whole || got !== chunk ? got : Buffer.from(got);
          if (whole) {
            client.got = undefined;
            taken(client, got);
          }
          return true;
        },
      },
    });
    const client: Client = { socket, since: 0, got: undefined, waits: false };
    socket.once('connect', () => resolve(client));
    socket.once('error', reject);
    socket.once('close', () => lost(client));
  });
}

/** Whether these bytes are an answer to its end, by the length that its head tells. */
function isWhole(got: Buffer): boolean {
  const head = got.indexOf(HEAD_END);
  if (head < 0) return false;
  let at = got.indexOf(LENGTH);
  let length = 0;
  if (at >= 0 && at < head)
    for (at += LENGTH.length; (got[at] as number) >= 48; at += 1) length = length * 10 + (got[at] as number) - 48;
  return got.length >= head + HEAD_END.length + length;
}
