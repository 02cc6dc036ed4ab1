import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { fileErrors } from './errors.ts';
import type { MalwareScan, ScanResult } from './malware-scan.ts';

/** Where a scanner listens: on a port, or at a socket in the file system. */
export type ScannerAddress = { host: string; port: number } | { path: string };

export type ClamdOptions = {
  address: ScannerAddress;
  /** Milliseconds to reach it, one that is being restarted among them; 5 s unless told. */
  connectMs?: number;
  /** Milliseconds in which it takes the next piece or says the next word; 60 s unless told. */
  answerMs?: number;
};

export type ClamdScan = MalwareScan & {
  /** The scanner's own words on itself and its definitions. @throws when it does not answer */
  version(): Promise<string>;
};

const MOST_REPLY = 4_096;
/** Definitions change a few times a day; asked so often, the name kept with a file is right. */
const VERSION_MS = 600_000;
/** A scanner says at once that an announced size is above its limit. */
const SIZE_ANSWER_MS = 2_000;
const MOST_ANNOUNCED = 2 ** 32 - 1;

/**
 * A scanner that speaks clamd's protocol (clamd(8): `zINSTREAM`, pieces after their length, one of length 0 at the end). What it cannot say is
 * an error, never a clean file: the caller then keeps nothing. Larger than its limit (`StreamMaxLength`), or than what it looks into
 * (`AlertExceedsMax`), is told as that, also where its last word is lost with the connection. @throws files.too-large-to-scan
 */
export function clamdScan({ address, connectMs = 5_000, answerMs = 60_000 }: ClamdOptions): ClamdScan {
  const name = 'path' in address ? `clamd ${address.path}` : `clamd ${address.host}:${address.port}`;
  let known: { version: string; until: number } | undefined;

  const version = async (): Promise<string> => {
    const talk = await openTalk(address, connectMs, answerMs);
    try {
      await talk.send(Buffer.from('zVERSION\0'));
      return await talk.reply();
    } finally {
      talk.close();
    }
  };
  const versionNow = async (): Promise<string> => {
    if (!known || Date.now() > known.until) known = { version: await version(), until: Date.now() + VERSION_MS };
    return known.version;
  };

  /**
   * Whether it takes no file of that size. It hangs up on one with content unread, and the system may then throw its last word away; of a size
   * that is only announced nothing is unread. One that takes it waits for the content, and is left.
   */
  const isOverLimit = async (bytes: number): Promise<boolean> => {
    const talk = await openTalk(address, connectMs, Math.min(answerMs, SIZE_ANSWER_MS));
    try {
      await talk.send(INSTREAM, lengthOf(Math.min(bytes, MOST_ANNOUNCED)));
      return OVER_LIMIT.test(await talk.reply());
    } finally {
      talk.close();
    }
  };

  return {
    name,
    version,
    async scan(content): Promise<ScanResult> {
      const talk = await openTalk(address, connectMs, answerMs);
      const shown = { bytes: 0 };
      try {
        const said = await show(talk, content, shown).catch(async (lost: unknown) => {
          if (talk.hasHungUp() && (await isOverLimit(shown.bytes).catch(() => false)))
            throw fileErrors.tooLargeToScan();
          throw lost;
        });
        const found = /^stream: (.+) FOUND$/.exec(said)?.[1];
        // Not malware, but a file that it looked at in part only.
        if (OVER_LIMIT.test(said) || (found !== undefined && UNSEEN.test(found))) throw fileErrors.tooLargeToScan();
        if (found !== undefined) return { result: 'malware', finding: found };
        if (said !== 'stream: OK') throw new Error(`The scanner answered: ${said.slice(0, 200)}`);
        const by = await versionNow().catch(() => undefined);
        return { result: 'clean', ...(by === undefined ? {} : { by }) };
      } finally {
        talk.close();
      }
    },
  };
}

/** Sends the content, counting what it announces, and hears the answer. */
async function show(talk: Talk, content: AsyncIterable<Uint8Array>, shown: { bytes: number }): Promise<string> {
  await talk.send(INSTREAM);
  for await (const piece of content) {
    // A piece of length 0 would end the stream: what follows would pass unseen.
    if (piece.length === 0) continue;
    // One that has enough answers and hangs up: its answer is heard before a write finds nobody there.
    await setImmediate();
    if (talk.hasReplied()) return talk.reply();
    shown.bytes += piece.length;
    await talk.send(lengthOf(piece.length), piece);
  }
  if (!talk.hasReplied()) await talk.send(lengthOf(0));
  return talk.reply();
}

const INSTREAM = Buffer.from('zINSTREAM\0');
const OVER_LIMIT = /size limit exceeded/i;
const UNSEEN = /^Heuristics\.Limits\.Exceeded/;

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

type Talk = {
  /** Resolves when the connection has taken it. Where a reply has come already, what is left unsaid does not matter. */
  send(...parts: Uint8Array[]): Promise<void>;
  hasReplied(): boolean;
  /** Whether the other side ended it, not we, for want of an answer in time. */
  hasHungUp(): boolean;
  reply(): Promise<string>;
  close(): void;
};

async function openTalk(address: ScannerAddress, connectMs: number, answerMs: number): Promise<Talk> {
  const socket = await connected(address, connectMs);
  let heard = '';
  let fault: Error | undefined;
  let hungUp = false;
  let wake: (() => void) | undefined;
  const over = (error: Error): void => {
    fault ??= error;
    wake?.();
  };
  const isWhole = (): boolean => heard.includes('\0');
  socket.setTimeout(answerMs, () => socket.destroy(new Error('The scanner does not answer in time')));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    hungUp ||= error.code === 'EPIPE' || error.code === 'ECONNRESET';
    over(error);
  });
  socket.on('end', () => {
    hungUp = true;
  });
  socket.on('close', () => over(new Error('The scanner ended the connection before it had answered')));
  socket.on('drain', () => wake?.());
  socket.on('data', (bytes) => {
    heard += bytes.toString('utf8');
    if (heard.length > MOST_REPLY && !isWhole()) socket.destroy(new Error('The scanner’s answer has no end'));
    wake?.();
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      if (fault) throw fault;
      await new Promise<void>((resume) => {
        wake = resume;
      });
    }
  };
  return {
    async send(...parts) {
      if (isWhole()) return;
      if (fault) throw fault;
      socket.cork();
      for (const part of parts) socket.write(part);
      socket.uncork();
      if (socket.writableNeedDrain) await until(() => isWhole() || !socket.writableNeedDrain);
    },
    hasReplied: isWhole,
    hasHungUp: () => hungUp,
    async reply() {
      await until(isWhole);
      return heard.slice(0, heard.indexOf('\0')).trim();
    },
    close: () => void socket.destroy(),
  };
}

/** Nobody listens: it may be starting. */
const STARTING = new Set(['ECONNREFUSED', 'ENOENT']);
const AGAIN_MS = 100;

async function connected(address: ScannerAddress, withinMs: number): Promise<Socket> {
  const until = Date.now() + withinMs;
  for (;;) {
    const socket = connect(address);
    socket.setTimeout(withinMs, () => socket.destroy(new Error('The scanner cannot be reached in time')));
    try {
      await once(socket, 'connect');
      socket.removeAllListeners('timeout');
      return socket;
    } catch (error) {
      socket.destroy();
      if (!STARTING.has((error as NodeJS.ErrnoException).code ?? '') || Date.now() + AGAIN_MS > until) throw error;
      await pause(AGAIN_MS);
    }
  }
}
