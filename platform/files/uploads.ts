import { mkdirSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sealer } from '@platform/crypto';
import { DomainError } from '@platform/kernel';
import { fileErrors } from './errors.ts';

/**
 * Files on their way, in pieces: what arrived is kept, also when the connection breaks in the middle of a piece, and goes on from
 * there. The offsets are those of tus 1.0's core protocol. The disk is the truth: nothing else needs to know how far one is.
 */
export type Uploads = {
  /** Begins a file of `length` bytes under an id (a uuid). Beginning again changes nothing. */
  begin(id: string, length: number): Promise<void>;
  /** How much of it has arrived; undefined when there is no such upload. */
  offset(id: string): Promise<{ offset: number; length: number } | undefined>;
  /**
   * Takes in what follows `offset`; the answer is the new offset. What arrives before an error is kept.
   * @throws files.no-such-upload, files.wrong-offset, files.too-large, files.interrupted, files.upload-busy
   */
  append(id: string, offset: number, content: AsyncIterable<Uint8Array>): Promise<number>;
  /** What has arrived, as it was sent. @throws files.corrupted */
  content(id: string): AsyncIterable<Uint8Array>;
  remove(id: string): Promise<void>;
};

/** Header: mark, length of the whole (8). Then pieces: plain length (4) ‖ stored length (4) ‖ piece. */
const MARK = Buffer.from('YWU1');
const HEAD = MARK.length + 8;
const PIECE = 256 * 1024;
/** What sealing adds to a piece is less. */
const MOST_STORED = PIECE + 4096;

/** Opens the place for uploads below `folder`. With a `sealer` each piece is sealed, bound to its upload and its place in it. */
export function openUploads({ folder, sealer }: { folder: string; sealer?: Sealer }): Uploads {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Two requests for one upload at the same moment would write over each other.
  const busy = new Set<string>();
  // Only hex digits and dashes ever become part of a path.
  const pathOf = (id: string): string | undefined =>
    /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id) ? join(folder, `${id}.up`) : undefined;
  const contextOf = (id: string, offset: number): string => `files/upload/${id}/${offset}`;
  const unusable = (error: unknown): Error =>
    fileErrors.folderUnusable({ folder, cause: (error as NodeJS.ErrnoException).code ?? 'unknown' }, { cause: error });

  const opened = async <T>(
    id: string,
    flags: string,
    act: (file: FileHandle) => Promise<T>,
  ): Promise<T | undefined> => {
    const path = pathOf(id);
    if (path === undefined) return undefined;
    const file = await open(path, flags, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw unusable(error);
    });
    if (!file) return undefined;
    try {
      return await act(file);
    } finally {
      await file.close();
    }
  };

  return {
    async begin(id, length) {
      const path = pathOf(id);
      if (path === undefined) throw fileErrors.noSuchUpload();
      const head = Buffer.alloc(HEAD);
      MARK.copy(head);
      head.writeBigUInt64BE(BigInt(length), MARK.length);
      const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return undefined;
        throw unusable(error);
      });
      if (!file) return;
      try {
        await file.writeFile(head);
      } finally {
        await file.close();
      }
    },
    async offset(id) {
      return opened(id, 'r', async (file) => {
        const { offset, length } = await walk(file);
        return { offset, length };
      });
    },
    async append(id, offset, content) {
      if (busy.has(id)) throw fileErrors.uploadBusy({}, { retryAfter: 1 });
      busy.add(id);
      try {
        const done = await opened(id, 'r+', async (file) => {
          const found = await walk(file);
          if (found.offset !== offset) throw fileErrors.wrongOffset({ offset: found.offset });
          // What a crash left of a piece is written over.
          await file.truncate(found.end);
          return appendPieces(file, found, content, (piece, at) => sealer?.seal(piece, contextOf(id, at)) ?? piece);
        });
        if (done === undefined) throw fileErrors.noSuchUpload();
        return done;
      } finally {
        busy.delete(id);
      }
    },
    async *content(id) {
      const path = pathOf(id);
      const file = path && (await open(path, 'r').catch(() => undefined));
      if (!file) throw fileErrors.noSuchUpload();
      try {
        let [position, offset] = [HEAD, 0];
        for (;;) {
          const piece = await pieceAt(file, position);
          if (!piece) return;
          const stored = Buffer.alloc(piece.stored);
          const { bytesRead } = await file.read(stored, 0, piece.stored, position + 8);
          if (bytesRead < piece.stored) return;
          yield opening(() => sealer?.open(stored, contextOf(id, offset)) ?? stored, id);
          offset += piece.plain;
          position += 8 + piece.stored;
        }
      } finally {
        await file.close();
      }
    },
    async remove(id) {
      const path = pathOf(id);
      if (path !== undefined) await rm(path, { force: true });
    },
  };
}

type Standing = { offset: number; length: number; end: number };

/** Goes over the pieces' heads: how much has arrived whole, and where the next piece begins. */
async function walk(file: FileHandle): Promise<Standing> {
  const head = Buffer.alloc(HEAD);
  await file.read(head, 0, HEAD, 0);
  const length = Number(head.readBigUInt64BE(MARK.length));
  const { size } = await file.stat();
  let [position, offset] = [HEAD, 0];
  for (;;) {
    const piece = await pieceAt(file, position);
    if (!piece || position + 8 + piece.stored > size) return { offset, length, end: position };
    offset += piece.plain;
    position += 8 + piece.stored;
  }
}

async function pieceAt(file: FileHandle, position: number): Promise<{ plain: number; stored: number } | undefined> {
  const head = Buffer.alloc(8);
  const { bytesRead } = await file.read(head, 0, 8, position);
  const [plain, stored] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  return bytesRead === 8 && plain > 0 && plain <= PIECE && stored <= MOST_STORED ? { plain, stored } : undefined;
}

async function appendPieces(
  file: FileHandle,
  from: Standing,
  content: AsyncIterable<Uint8Array>,
  seal: (piece: Uint8Array, offset: number) => Uint8Array,
): Promise<number> {
  let { offset, end } = from;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const write = async (): Promise<void> => {
    const all = Buffer.concat(waiting);
    for (let at = 0; at < all.length; at += PIECE) {
      const piece = all.subarray(at, at + PIECE);
      const stored = seal(piece, offset);
      const head = Buffer.alloc(8);
      head.writeUInt32BE(piece.length, 0);
      head.writeUInt32BE(stored.length, 4);
      const frame = Buffer.concat([head, stored]);
      await file.write(frame, 0, frame.length, end);
      offset += piece.length;
      end += frame.length;
    }
    [waiting, size] = [[], 0];
  };
  try {
    for await (const chunk of content) {
      if (offset + size + chunk.length > from.length) throw fileErrors.tooLarge({ limit: `${from.length} B` });
      waiting.push(chunk);
      size += chunk.length;
      if (size >= PIECE) await write();
    }
  } catch (error) {
    await write();
    await file.datasync();
    if (error instanceof DomainError) throw error;
    throw fileErrors.interrupted({}, { cause: error });
  }
  await write();
  await file.datasync();
  return offset;
}

function opening(act: () => Uint8Array, id: string): Uint8Array {
  try {
    return act();
  } catch (error) {
    throw fileErrors.corrupted({ id }, { cause: error });
  }
}
