import { STATUS_CODES, type IncomingHttpHeaders, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { utf8Of } from '@platform/kernel';
import { HEADERS, type DirectCall, type DirectDoor, type DirectReply } from './direct.ts';

/** A request whole in one piece of at most this size is answered here; it is far above what a call needs. */
const MOST_BYTES = 16 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Stands before Node's HTTP server: a connection whose requests are calls that features answer directly ({@link DirectDoor}), each whole in one
 * piece, is read and answered here, at a third of what the server spends on a request. With the first piece that is anything else the connection
 * goes to the server, with that piece unread, and stays there: so nothing is decided twice, and nothing needs to be known here of the rest of HTTP.
 */
export function standBefore(server: Server, door: DirectDoor): { close(): void } {
  const pass = server.listeners('connection') as ((socket: Socket) => void)[];
  const open = new Set<Connection>();
  server.removeAllListeners('connection');
  server.on('connection', (socket) => {
    const connection = new Connection(socket, door, server.keepAliveTimeout, () => {
      for (const listener of pass) listener.call(server, socket);
    });
    open.add(connection);
    connection.onLeft = () => open.delete(connection);
  });
  return {
    close() {
      for (const connection of open) connection.endWhenIdle();
    },
  };
}

class Connection {
  onLeft: () => void = () => undefined;
  readonly #socket: Socket;
  readonly #door: DirectDoor;
  readonly #idleSeconds: number;
  readonly #pass: () => void;
  /** A request is being answered. */
  #busy = false;
  /** What came meanwhile. */
  #waiting: Buffer | undefined;
  #ending = false;

  constructor(socket: Socket, door: DirectDoor, idleMs: number, pass: () => void) {
    this.#socket = socket;
    this.#door = door;
    this.#idleSeconds = Math.floor(idleMs / 1_000);
    this.#pass = pass;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('error', this.#onError);
    socket.on('timeout', this.#onTimeout);
    socket.setTimeout(idleMs);
  }

  /** The server closes: what is being answered still is. */
  endWhenIdle(): void {
    this.#ending = true;
    if (!this.#busy) this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#busy) {
      this.#waiting = this.#waiting ? Buffer.concat([this.#waiting, chunk]) : chunk;
      this.#socket.pause();
    } else this.#take(chunk);
  };

  /** A caller that says no more is gone, as for Node's server: what was on its way to it does not leave. */
  readonly #onEnd = (): void => {
    this.#ending = true;
    this.#socket.end();
  };

  readonly #onClose = (): void => this.onLeft();

  /** A caller that is gone: 'close' follows, and what was on its way is told that it did not leave. */
  readonly #onError = (): void => undefined;

  readonly #onTimeout = (): void => {
    if (!this.#busy) this.#socket.destroy();
  };

  #take(piece: Buffer): void {
    const asked = read(piece);
    const call = asked && this.#door.find('POST', asked.path, asked.headers);
    if (!call) return this.#handOver(piece);
    this.#busy = true;
    this.#answer(call, asked);
  }

  #answer(call: DirectCall, { path, headers, body }: Asked): void {
    this.#door.answer(call, path, headers, body, (answer) => {
      this.#write(answer);
      this.#busy = false;
      if (this.#ending) return void this.#socket.end();
      const next = this.#waiting;
      if (!next || this.#socket.destroyed) return;
      this.#waiting = undefined;
      this.#socket.resume();
      this.#take(next);
    });
  }

  #write({ status, type, body, trace, retryAfter, sent }: DirectReply): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return sent?.(false);
    const bytes = typeof body === 'string' ? utf8Of(body) : body;
    const more = retryAfter === undefined ? '' : `retry-after: ${retryAfter}\r\n`;
    const own = `keep-alive: timeout=${this.#idleSeconds}\r\n${more}date: ${today()}\r\nx-request-id: ${trace}\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const head = headOf(status);
    // In one piece: a head and a body by themselves would be two on their way to the network.
    const answer = Buffer.allocUnsafe(head.length + own.length + bytes.length);
    answer.set(head);
    answer.write(own, head.length, 'latin1');
    answer.set(bytes, head.length + own.length);
    this.#socket.write(answer, sent ? (fault) => sent(!fault) : undefined);
  }

  #handOver(piece: Buffer): void {
    const socket = this.#socket;
    socket.pause();
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onClose);
    socket.off('error', this.#onError);
    socket.off('timeout', this.#onTimeout);
    socket.setTimeout(0);
    this.onLeft();
    socket.unshift(piece);
    this.#pass();
    socket.resume();
  }
}

const FIXED = `${Object.entries(HEADERS)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')}connection: keep-alive\r\n`;

const heads = new Map<number, Buffer>();

/** What the heads of all answers with this status have in common. */
function headOf(status: number): Buffer {
  let head = heads.get(status);
  if (!head) {
    head = Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${FIXED}`, 'latin1');
    heads.set(status, head);
  }
  return head;
}

let second = 0;
let date = '';

/** The date as HTTP writes it, made once a second. */
function today(): string {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    date = new Date(now * 1_000).toUTCString();
  }
  return date;
}

type Asked = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** What a head must not hold to be read here: whatever changes how a message is framed or what comes after it. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'connection',
]);
const HEAD = /^POST \/[!-~]* HTTP\/1\.1(?:\r\n[A-Za-z0-9-]+: ?[!-~](?:[ -~]*[!-~])?)*$/;
const BLANK = 0x20;
const PATH_AT = 'POST '.length;

/**
 * A POST that is whole in these bytes, and nothing behind it; undefined for anything that is not written just so (RFC 9112 allows much more): a
 * header given twice, folded or not in ASCII, another length, a framing by pieces.
 */
export function read(piece: Buffer): Asked | undefined {
  // 'POST': everything else is seen at once.
  if (piece.length > MOST_BYTES || piece[0] !== 0x50 || piece[1] !== 0x4f) return undefined;
  const end = piece.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = piece.toString('latin1', 0, end);
  if (!HEAD.test(head)) return undefined;
  const path = head.slice(PATH_AT, head.indexOf(' ', PATH_AT));
  const headers: IncomingHttpHeaders = {};
  for (let line = head.indexOf('\r\n'), after = 0; line >= 0; line = after) {
    const from = line + 2;
    after = head.indexOf('\r\n', from);
    const colon = head.indexOf(':', from);
    const name = nameOf(head.slice(from, colon));
    const blank = head.charCodeAt(colon + 1) === BLANK ? 1 : 0;
    const value = head.slice(colon + 1 + blank, after < 0 ? head.length : after);
    if (headers[name] !== undefined) return undefined;
    if (ELSEWHERE.has(name) && !(name === 'connection' && value === 'keep-alive')) return undefined;
    headers[name] = value;
  }
  const length = headers['content-length'];
  if (headers.host === undefined || length === undefined || !/^\d{1,6}$/.test(length)) return undefined;
  const from = end + HEAD_END.length;
  if (Number(length) !== piece.length - from) return undefined;
  return { path, headers, body: piece.subarray(from) };
}

const names = new Map<string, string>();
const MOST_NAMES = 200;

/** In small letters; of those that come again and again not made anew. */
function nameOf(name: string): string {
  let known = names.get(name);
  if (known === undefined) {
    known = name.toLowerCase();
    if (names.size < MOST_NAMES) names.set(name, known);
  }
  return known;
}
