import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ferryErrors } from './errors.ts';
import { PACKAGE_ENDING } from './package.ts';

const LARGEST_PACKAGE = 512 * 1024 ** 2;

/** One folder of the gate. Files appear in it whole or not at all, as far as we write it; the gate's own copying is not trusted to. */
export type FerryFolder = {
  /** Names of package files that are there, sorted; links are passed over. `settled` ones were not touched for a while. */
  list(): Promise<{ name: string; settled: boolean }[]>;
  read(name: string): Promise<Buffer | undefined>;
  write(name: string, bytes: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
};

/** @throws ferry.folder-unusable */
export function ferryFolder(folder: string, settleMs = 10_000): FerryFolder {
  const usable = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      throw ferryErrors.folderUnusable({ folder, reason }, { cause: error });
    });
  const pathOf = (name: string): string => {
    // Names come from packages and from the gate: nothing but a plain name may become part of a path.
    if (!/^[\w.-]{1,200}$/.test(name) || name.startsWith('.')) throw ferryErrors.notAPackage({ file: name });
    return join(folder, name);
  };
  return {
    async list() {
      const names = (await usable(readdir(folder))).filter(
        (name) => name.endsWith(PACKAGE_ENDING) && /^[\w.-]{1,200}$/.test(name),
      );
      const found: { name: string; settled: boolean }[] = [];
      for (const name of names.sort()) {
        const state = await lstat(join(folder, name)).catch(() => undefined);
        if (state?.isFile()) found.push({ name, settled: Date.now() - state.mtimeMs >= settleMs });
      }
      return found;
    },
    async read(name) {
      const path = pathOf(name);
      const state = await lstat(path).catch(() => undefined);
      if (!state?.isFile()) return undefined;
      if (state.size > LARGEST_PACKAGE) throw ferryErrors.notAPackage({ file: name });
      return readFile(path);
    },
    async write(name, bytes) {
      const path = pathOf(name);
      const partial = join(folder, `.${name}.part`);
      await usable(
        (async () => {
          await mkdir(folder, { recursive: true });
          const file = await open(partial, 'w', 0o600);
          try {
            await file.writeFile(bytes);
            await file.sync();
          } finally {
            await file.close();
          }
          await rename(partial, path);
          const held = await open(folder, 'r');
          try {
            await held.sync();
          } finally {
            await held.close();
          }
        })(),
      );
    },
    async remove(name) {
      await usable(rm(pathOf(name), { force: true }));
    },
  };
}
