import { readdirSync, readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** What a figure has to be read with. */
export function machineFacts(): { cores: number; cpu: string; memoryGiB: number; os: string; node: string } {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** Seconds of CPU used so far: by this process, by a server and its children (those that ended are in their parent's account), by all. */
export type CpuSeconds = { node: number; server: number; machine: number };

/** Clock ticks a second in /proc; fixed on Linux for all that user space sees. */
const TICKS = 100;

/** @param serverPid the server's first process; `server` and `machine` are 0 where there is no /proc */
export function cpuSeconds(serverPid: number): CpuSeconds {
  const { user, system } = process.cpuUsage();
  let server = 0;
  for (const entry of readProcesses()) {
    const stat = statOf(entry);
    if (stat && (stat.pid === serverPid || stat.parent === serverPid)) server += stat.ticks / TICKS;
  }
  return { node: (user + system) / 1e6, server, machine: machineSeconds() };
}

/** All but idle and waiting for disks (proc(5)). */
function machineSeconds(): number {
  try {
    const [, user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = (
      readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
    )
      .split(/\s+/)
      .map(Number);
    return (user + nice + system + interrupts + soft) / TICKS;
  } catch {
    return 0;
  }
}

function readProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function statOf(pid: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    // The name in brackets may hold blanks; what counts comes after it (proc(5)): state, parent, …, utime 14th, then stime, cutime, cstime.
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ').map(Number);
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
    return { pid: Number(pid), parent: fields[1] ?? 0, ticks };
  } catch {
    return undefined;
  }
}

/** The value below which this share of the sorted values lies, in whole milliseconds with one decimal. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Math.round(value * 10) / 10;
}
