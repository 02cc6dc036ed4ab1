import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'yiwang-test-';
/** So long a folder of a run that is gone is left for whoever looks into what happened. */
const KEPT_MS = 3_600_000;

/**
 * Gives a test run one folder for all that it and its programs put under the system's temporary folder (`os.tmpdir()` in every worker, profiles
 * of browsers among them), and removes it at the end, however the tests end. Folders of earlier runs that were killed go as well. A folder set
 * up once in a process serves all of its projects.
 */
export default function setup(): () => void {
  if (process.env['YIWANG_TEST_FOLDER']) return () => undefined;
  const before = process.env['TMPDIR'];
  const outside = tmpdir();
  removeAbandoned(outside, Date.now());
  const folder = mkdtempSync(join(outside, `${PREFIX}${process.pid}-`));
  // As root the databases run as a user of their own, who passes through it and writes there, as in the system's.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  process.env['YIWANG_TEST_FOLDER'] = folder;
  return () => {
    delete process.env['YIWANG_TEST_FOLDER'];
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}

/** Removes folders of test runs whose process is gone and that nobody touched for an hour. */
export function removeAbandoned(outside: string, now: number): void {
  for (const name of readdirSync(outside)) {
    const pid = /^yiwang-test-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(outside, name);
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat && now - stat.mtimeMs > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
