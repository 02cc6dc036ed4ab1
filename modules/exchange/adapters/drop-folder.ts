import { open, readdir, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { exchangeErrors } from '../domain/errors.ts';

/** A file that a department dropped. `mark` tells whether it was changed since. */
export type DroppedFile = { name: string; path: string; size: number; mark: string };

/** The newest regular file in `folder` whose name fits `pattern` (`*` and `?`). Links are not followed. @throws exchange.folder-missing, .no-file */
export async function newestFile(folder: string, pattern: string, setting: string): Promise<DroppedFile> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw exchangeErrors.folderMissing({ name: setting }, { cause: error });
  });
  const shape = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
  let newest: (DroppedFile & { time: bigint }) | undefined;
  for (const name of names.filter((one) => shape.test(one)).sort()) {
    const path = join(folder, name);
    const state = await lstat(path, { bigint: true }).catch(() => undefined);
    if (!state?.isFile()) continue;
    if (newest === undefined || state.mtimeNs >= newest.time) {
      newest = {
        name,
        path,
        size: Number(state.size),
        time: state.mtimeNs,
        mark: `${state.ino}/${state.size}/${state.mtimeNs}`,
      };
    }
  }
  if (!newest) throw exchangeErrors.noFile({ pattern });
  return newest;
}

/** @throws exchange.file-changed when the file is no longer as it was found */
export async function refuseChanged(file: DroppedFile): Promise<void> {
  const state = await lstat(file.path, { bigint: true }).catch(() => undefined);
  const mark = state && `${state.ino}/${state.size}/${state.mtimeNs}`;
  if (mark !== file.mark) throw exchangeErrors.fileChanged({ file: file.name });
}

const MAGIC: [found: string, bytes: number[]][] = [
  ['ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['ZIP', [0x50, 0x4b, 0x05, 0x06]],
  ['XLS / DOC', [0xd0, 0xcf, 0x11, 0xe0]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['GZIP', [0x1f, 0x8b]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7Z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['ELF', [0x7f, 0x45, 0x4c, 0x46]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

/** What the first bytes say a file is; `text` when they could be text. */
export async function kindOfFile(file: DroppedFile): Promise<string> {
  const handle = await open(file.path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
    const start = buffer.subarray(0, bytesRead);
    const magic = MAGIC.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte));
    if (magic) return magic[0];
    return start.includes(0) ? 'BINARY' : 'text';
  } finally {
    await handle.close();
  }
}
