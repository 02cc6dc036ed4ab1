import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineErrors } from '@platform/kernel';

const startErrors = defineErrors('start', {
  alreadyRunning: {
    status: 500,
    zh: '数据目录 {folder} 已有一个一网在运行（进程 {pid}）。请先停止它，或用 YIWANG_DATA 指定别的目录。',
    en: 'A Yiwang is already running on the data folder {folder} (process {pid}). Stop it first, or name another folder by YIWANG_DATA.',
  },
});

/** Takes the data folder for this process; a second start would take the first one's database away. Returns the release. */
export function takeDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'server.pid');
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0 && pid !== process.pid && isServer(pid)) throw startErrors.alreadyRunning({ folder, pid });
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

/** A pid may have gone to another program since a kill -9. */
function isServer(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('apps/server/start.ts');
  } catch {
    return false;
  }
}
