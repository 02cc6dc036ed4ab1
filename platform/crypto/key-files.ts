import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { join } from 'node:path';
import { cryptoErrors } from './errors.ts';

/** A folder of small files that are written once, whole, and never changed or removed; text files only grow. */
export type KeyFiles = {
  readonly folder: string;
  list(): string[];
  read(file: string): Buffer | undefined;
  /** Writes `file` unless it is there already; answers the bytes that are there now, ours or the other writer's. */
  createOnce(file: string, bytes: Uint8Array): Buffer;
  /** Adds one short line to a text file; lines of several processes do not mix. */
  appendLine(file: string, line: string): void;
};

/** Opens (and, at first, makes) a folder that only this account can read. */
export function openKeyFiles(folder: string): KeyFiles {
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      const { errno, code } = error as NodeJS.ErrnoException;
      if (errno === undefined) throw error;
      throw cryptoErrors.keyFolderUnusable({ folder, cause: code }, { cause: error });
    }
  };

  const read = (file: string): Buffer | undefined => {
    const path = join(folder, file);
    try {
      if (!file.endsWith('.cer')) refuseOpenFile(path);
      return readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };

  guarded(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A folder somebody made by hand is closed while it is still empty; once it holds keys an open folder is a finding.
    if (readdirSync(folder).length === 0) chmodSync(folder, 0o700);
    refuseOpenFile(folder);
  });

  return {
    folder,
    list: () => guarded(() => readdirSync(folder).sort()),
    read: (file) => guarded(() => read(file)),
    createOnce: (file, bytes) =>
      guarded(() => {
        // Written and flushed under a name nobody looks at, then linked: the name appears whole or not at all, and only once.
        const temporary = join(folder, `.${file}.${randomBytes(8).toString('hex')}.new`);
        const descriptor = openSync(temporary, 'wx', 0o600);
        try {
          writeFileSync(descriptor, bytes);
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        try {
          linkSync(temporary, join(folder, file));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        } finally {
          unlinkSync(temporary);
        }
        flushFolder(folder);
        return read(file) as Buffer;
      }),
    appendLine: (file, line) =>
      guarded(() => {
        const descriptor = openSync(join(folder, file), 'a', 0o600);
        try {
          writeFileSync(descriptor, `${line}\n`);
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
      }),
  };
}

/** Makes a new name last through a power cut; Windows cannot, and need not, flush a folder. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function refuseOpenFile(path: string): void {
  if (process.platform === 'win32') return;
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) throw cryptoErrors.keysReadableByOthers({ file: path, mode: mode.toString(8) });
}
