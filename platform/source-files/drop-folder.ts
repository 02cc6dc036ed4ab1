import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileSourceErrors } from './errors.ts';

/** A file that a department dropped. `mark` tells whether it was changed since. Times are nanoseconds since 1970. */
export type DroppedFile = {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly mark: string;
  readonly changedAt: bigint;
  /** When it came into the folder under this name: unlike the time of change, copying tools cannot carry it over from elsewhere. */
  readonly arrivedAt: bigint;
};

/** Names under which copying tools and people keep files that are not whole yet, or that were never meant for us. */
const UNFINISHED = /(^\.)|(^~\$)|(\.(tmp|part|partial|filepart|crdownload|uploading|swp)$)|~$/iu;

/** `*` and `?` stand for any characters and one; nothing else has a meaning. */
export function filePattern(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
}

/**
 * Whole regular files in `folder` whose names fit `pattern`, by time of change. Links are not followed. A file that was touched within
 * `settleMs` may still be written and is left for the next look.
 * @throws source-files.folder-missing
 */
export async function listFiles(options: {
  folder: string;
  pattern: string;
  /** What people call the folder, for the error. */
  setting: string;
  settleMs?: number;
  now?: () => number;
}): Promise<{ files: DroppedFile[]; unsettled: number }> {
  const names = await readdir(options.folder).catch((error: unknown) => {
    throw fileSourceErrors.folderMissing({ name: options.setting }, { cause: error });
  });
  const shape = filePattern(options.pattern);
  const youngest = BigInt((options.now ?? Date.now)() - (options.settleMs ?? 0)) * 1_000_000n;
  const files: DroppedFile[] = [];
  let unsettled = 0;
  for (const name of names.filter((one) => shape.test(one) && !UNFINISHED.test(one)).sort()) {
    const path = join(options.folder, name);
    const state = await lstat(path, { bigint: true }).catch(() => undefined);
    if (!state?.isFile()) continue;
    if (options.settleMs && (state.ctimeNs > youngest || state.mtimeNs > youngest)) {
      unsettled += 1;
      continue;
    }
    files.push({
      name,
      path,
      size: Number(state.size),
      mark: `${state.ino}/${state.size}/${state.mtimeNs}`,
      changedAt: state.mtimeNs,
      arrivedAt: state.ctimeNs,
    });
  }
  files.sort((a, b) => (a.changedAt < b.changedAt ? -1 : a.changedAt > b.changedAt ? 1 : 0));
  return { files, unsettled };
}

/** The newest regular file in `folder` whose name fits `pattern` (`*` and `?`). @throws source-files.folder-missing, .no-file */
export async function newestFile(folder: string, pattern: string, setting: string): Promise<DroppedFile> {
  const { files } = await listFiles({ folder, pattern, setting });
  const newest = files.at(-1);
  if (!newest) throw fileSourceErrors.noFile({ pattern });
  return newest;
}

/** @throws source-files.file-changed when the file is no longer as it was found */
export async function refuseChanged(file: Pick<DroppedFile, 'path' | 'name' | 'mark'>): Promise<void> {
  const state = await lstat(file.path, { bigint: true }).catch(() => undefined);
  const mark = state?.isFile() && `${state.ino}/${state.size}/${state.mtimeNs}`;
  if (mark !== file.mark) throw fileSourceErrors.fileChanged({ file: file.name });
}

/** `path` below `root`, both resolved, so that neither `..` nor a link leads out. @throws source-files.folder-missing, .folder-outside */
export async function folderBelow(root: string, path: string, setting: string): Promise<string> {
  const missing = (error: unknown): never => {
    throw fileSourceErrors.folderMissing({ name: setting }, { cause: error });
  };
  const outside = (): never => {
    throw fileSourceErrors.folderOutside({ path, name: setting });
  };
  if (path.includes('\0') || path.split(/[\\/]/).includes('..')) return outside();
  const base = await realpath(root).catch(missing);
  const folder = await realpath(join(base, path)).catch(missing);
  return folder === base || folder.startsWith(base.endsWith(sep) ? base : base + sep) ? folder : outside();
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

/** The first bytes of a file. */
export async function headOf(file: Pick<DroppedFile, 'path'>, most = 65_536): Promise<Buffer> {
  const handle = await open(file.path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What the first bytes say a file is; `text` when they could be text. */
export async function kindOfFile(file: Pick<DroppedFile, 'path'>): Promise<string> {
  const start = await headOf(file);
  const magic = MAGIC.find(([, bytes]) => bytes.every((byte, index) => start[index] === byte));
  if (magic) return magic[0];
  return start.includes(0) ? 'BINARY' : 'text';
}
