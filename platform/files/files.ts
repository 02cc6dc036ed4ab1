import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sm3Stream, type Sealer } from '@platform/crypto';
import { DomainError } from '@platform/kernel';
import { fileErrors, unknownContent } from './errors.ts';
import { detectKind, endingOf, endingsOf, isKnownEnding } from './file-kinds.ts';
import { plainFraming, sealedFraming, type Framing } from './framing.ts';
import { noMalwareScan, type MalwareScan } from './malware-scan.ts';
import { createTextSniffer, type TextEncoding } from './text-sniffer.ts';
import { openUploads, type Uploads } from './uploads.ts';

/** What is asked of an upload. */
export type PutOptions = {
  /** The name it came with: only its ending is looked at, nothing of it is stored. */
  name: string;
  /** What the file is and belongs to, for example `case:<id>:material:<code>`; needed again to read it. */
  context: string;
  maxBytes: number;
  /** Media types accepted here, of those in {@link FILE_KINDS}. */
  acceptTypes: readonly string[];
};

/** What is told about a file taken in; the caller keeps it with its own record. */
export type StoredFile = {
  id: string;
  size: number;
  mime: string;
  /** For text only. */
  encoding?: TextEncoding;
  /** Which scanner looked at it and what it said; `not-scanned` where none is configured. */
  scan: { by: string; result: 'clean' | 'not-scanned' };
};

/** A store of files by content: the id is the SM3 of context and bytes, so the same file for the same use is kept once. */
export type Files = {
  /**
   * Takes in a stream, never holding it whole; on any refusal nothing is kept and the stream is closed.
   * @throws files.too-large, files.empty, files.type-not-accepted, files.not-what-its-ending-says, files.malware-found,
   * files.scan-failed, files.too-large-to-scan, files.interrupted
   */
  put(content: AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredFile>;
  /** Stores bytes the platform made itself: any type, no scan. */
  putBytes(bytes: Uint8Array, context: string): Promise<{ id: string; size: number }>;
  /** The whole content, checked against the id; undefined when there is no such file. @throws files.corrupted */
  getBytes(id: string, context: string): Promise<Buffer | undefined>;
  /** The content as a stream; a damaged file ends in the error files.corrupted instead of its last bytes. */
  getStream(id: string, context: string): Promise<Readable | undefined>;
  /** Bytes on disk (sealed files are a little longer than their content) and when they were stored. */
  stat(id: string): Promise<{ id: string; storedBytes: number; storedAt: Date } | undefined>;
  /** Removes a file for good; one that is not there is no fault. Only for what belongs to one record by its context. */
  remove(id: string): Promise<void>;
  /** Files on their way in pieces, which {@link put} takes in when they are whole. */
  uploads: Uploads;
};

const SAMPLE = 64 * 1024;
const STALE_MS = 24 * 60 * 60 * 1000;

/**
 * Opens a file store below `folder` (made with mode 0700). With a `sealer` all content is sealed at rest.
 * Several processes may share the folder: a file appears by rename, whole or not at all.
 */
export function openFiles(options: { folder: string; sealer?: Sealer; malwareScan?: MalwareScan }): Files {
  const { folder, sealer } = options;
  const scanner = options.malwareScan ?? noMalwareScan;
  const incoming = join(folder, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  removeStale(incoming);

  const framingOf = (context: string): Framing => (sealer ? sealedFraming(sealer, context) : plainFraming);
  // Only hex digits ever become part of a path.
  const pathOf = (id: string): string | undefined =>
    /^[0-9a-f]{64}$/.test(id) ? join(folder, id.slice(0, 2), id) : undefined;

  /** Writes a stream to a new partial file, runs `check` on it, and gives it its name. */
  const store = async <T>(
    content: AsyncIterable<Uint8Array>,
    context: string,
    check: (partial: string, size: number) => Promise<T>,
  ): Promise<{ id: string; size: number; checked: T }> => {
    const partial = join(incoming, `${randomUUID()}.part`);
    const hash = sm3Stream().update(`${Buffer.byteLength(context)}:${context}`);
    let size = 0;
    const counted = async function* (): AsyncIterable<Uint8Array> {
      for await (const chunk of content) {
        size += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await writeAll(partial, framingOf(context).wrap(counted()), folder);
      const checked = await check(partial, size);
      const id = hash.digest('hex');
      const path = pathOf(id) as string;
      await mkdir(join(folder, id.slice(0, 2)), { recursive: true, mode: 0o700 });
      await rename(partial, path);
      return { id, size, checked };
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  };

  const read = async function* (path: string, id: string, context: string): AsyncIterable<Uint8Array> {
    const hash = sm3Stream().update(`${Buffer.byteLength(context)}:${context}`);
    // The last chunk is held back until the hash over everything is right.
    let held: Uint8Array | undefined;
    try {
      for await (const chunk of framingOf(context).unwrap(createReadStream(path))) {
        if (held !== undefined) yield held;
        hash.update(chunk);
        held = chunk;
      }
    } catch (error) {
      throw fileErrors.corrupted({ id }, { cause: error });
    }
    if (hash.digest('hex') !== id) throw fileErrors.corrupted({ id });
    if (held !== undefined) yield held;
  };

  const getStream = async (id: string, context: string): Promise<Readable | undefined> => {
    const path = pathOf(id);
    if (path === undefined || !(await exists(path))) return undefined;
    return Readable.from(read(path, id, context), { objectMode: false });
  };

  const scan = async (partial: string, context: string): Promise<StoredFile['scan']> => {
    // Opened only when the scanner reads: one that does not would leave a stream that opens after the file has gone its way.
    const plain = (async function* () {
      yield* framingOf(context).unwrap(createReadStream(partial));
    })();
    const verdict = await scanner.scan(plain).catch((error: unknown) => {
      // A scanner's own word on the file is told as it is; anything else is a scanner that cannot be relied on now.
      throw error instanceof DomainError ? error : fileErrors.scanFailed({}, { cause: error });
    });
    if (verdict.result === 'malware') throw fileErrors.malwareFound({ finding: verdict.finding });
    return { by: verdict.by ?? scanner.name, result: verdict.result };
  };

  return {
    async put(content, { name, context, maxBytes, acceptTypes }) {
      const watch = createWatch(maxBytes);
      const { id, size, checked } = await store(watch.pass(content), context, async (partial) => {
        const { mime, encoding } = await watch.judge(endingOf(name), acceptTypes);
        return { mime, ...(encoding && { encoding }), scan: await scan(partial, context) };
      });
      return { id, size, ...checked };
    },
    async putBytes(bytes, context) {
      const { id, size } = await store(Readable.from([bytes]), context, () => Promise.resolve());
      return { id, size };
    },
    async getBytes(id, context) {
      const stream = await getStream(id, context);
      if (stream === undefined) return undefined;
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    getStream,
    async stat(id) {
      const path = pathOf(id);
      if (path === undefined || !(await exists(path))) return undefined;
      const { size, mtime } = await stat(path);
      return { id, storedBytes: size, storedAt: mtime };
    },
    async remove(id) {
      const path = pathOf(id);
      if (path !== undefined) await rm(path, { force: true });
    },
    uploads: openUploads({ folder: join(folder, 'uploads'), ...(sealer ? { sealer } : {}) }),
  };
}

/** Counts an upload as it passes and keeps its ends, then says what it is. */
function createWatch(maxBytes: number): {
  pass(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  judge(ending: string, acceptTypes: readonly string[]): Promise<{ mime: string; encoding?: TextEncoding }>;
} {
  const text = createTextSniffer();
  let size = 0;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  return {
    async *pass(content) {
      try {
        for await (const chunk of content) {
          size += chunk.length;
          if (size > maxBytes) throw fileErrors.tooLarge({ limit: readableSize(maxBytes) });
          if (head.length < SAMPLE) head = Buffer.concat([head, chunk.subarray(0, SAMPLE - head.length)]);
          tail = Buffer.concat([tail, chunk.subarray(-SAMPLE)]).subarray(-SAMPLE);
          text.see(chunk);
          yield chunk;
        }
      } catch (error) {
        if (error instanceof DomainError) throw error;
        throw fileErrors.interrupted({}, { cause: error });
      }
    },
    async judge(ending, acceptTypes) {
      if (size === 0) throw fileErrors.empty();
      const encoding = text.encoding();
      const detected = await detectKind({ head, tail, encoding, ending });
      const found = 'kind' in detected ? `.${detected.kind.endings[0]}` : detected.other;
      const accepted = endingsOf(acceptTypes);
      if (!isKnownEnding(ending)) throw fileErrors.typeNotAccepted({ found: `.${ending || '?'}`, accepted });
      if (found === '?') throw unknownContent(ending);
      if (!('kind' in detected) || !detected.kind.endings.includes(ending)) {
        throw fileErrors.notWhatItsEndingSays({ ending, found });
      }
      const { mime } = detected.kind;
      if (!acceptTypes.includes(mime)) throw fileErrors.typeNotAccepted({ found, accepted });
      const isText = mime.startsWith('text/') || mime === 'application/json' || mime === 'application/xml';
      return { mime, ...(isText && encoding !== undefined && { encoding }) };
    },
  };
}

async function writeAll(path: string, chunks: AsyncIterable<Uint8Array>, folder: string): Promise<void> {
  const onDisk = async <T>(act: Promise<T>): Promise<T> =>
    act.catch((error: unknown) => {
      const cause = (error as NodeJS.ErrnoException).code ?? 'unknown';
      throw fileErrors.folderUnusable({ folder, cause }, { cause: error });
    });
  const file = await onDisk(open(path, 'wx', 0o600));
  try {
    for await (const chunk of chunks) await onDisk(file.appendFile(chunk));
    await onDisk(file.sync());
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Partial files of uploads that a crash cut off; younger ones may belong to another process at work. Ages are the disk's own time. */
function removeStale(incoming: string): void {
  for (const file of readdirSync(incoming)) {
    const path = join(incoming, file);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_MS) rmSync(path, { force: true });
  }
}

function readableSize(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MiB` : `${Math.floor(bytes / 1024)} KiB`;
}
