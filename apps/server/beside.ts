import { fork } from 'node:child_process';
import { join } from 'node:path';
import { defineErrors } from '@platform/kernel';
import { COMPILE_CACHE } from './compile-cache.ts';
import type { End } from './keep-running.ts';
import { REPOSITORY, type ServerSettings } from './settings.ts';

const besideErrors = defineErrors('beside', {
  failed: {
    status: 500,
    zh: '进程没有启动：{what}（{reason}）。请查看上面的输出和 {log} 中的日志。',
    en: 'A process did not start: {what} ({reason}). See what it printed above, and its log in {log}.',
  },
});

/** A program of ours that stands for the world outside, to be run beside the server. */
export type BesideOrder<Ready> = {
  program: string;
  /** For people, when it does not start. */
  what: string;
  /** Of its environment. */
  more?: Record<string, string>;
  /** The same when it is started again: where it was before. */
  again?(ready: Ready): Record<string, string>;
};

/** One that runs: what it told when it was ready, how to tell it more, and how to end it. */
export type Running<Ready> = {
  ready: Ready;
  pid: number | undefined;
  /** Resolves when it has ended, however that came. */
  ended: Promise<End>;
  tell(message: object): void;
  stop(): Promise<void>;
};

/** Starts a program as a process of its own, which ends when the server goes. @throws beside.failed when it ends before it is ready */
export async function startBeside<Ready extends object>(
  { program, what, more }: BesideOrder<Ready>,
  settings: ServerSettings,
): Promise<Running<Ready>> {
  const child = fork(join(REPOSITORY, program), {
    cwd: REPOSITORY,
    env: {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      YIWANG_DATA: settings.dataFolder,
      YIWANG_DEMO_PEOPLE: String(settings.demoPeople),
      YIWANG_PACKS: settings.packs.join(','),
      ...more,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<End>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready));
    child.once('error', reject);
    void ended.then((end) => reject(besideErrors.failed({ what, reason: `exit ${end}`, log: settings.dataFolder })));
  });
  return {
    ready,
    pid: child.pid,
    ended,
    // Secrets go so, and not by the environment.
    tell: (message) => void (child.connected && child.send(message, () => undefined)),
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** One that is kept: what it told at first, how to tell it more, and how to end it. */
export type Beside<Ready> = Ready & {
  readonly pid: number | undefined;
  tell(message: object): void;
  stop(): Promise<void>;
};

/** What the demo departments tell when they are ready: where their databases and folders are, and their sample people. */
export type Departments = {
  deployment: Record<string, string>;
  demoPeople: Record<string, { citizenId: string; name: string }>;
};
/** Where something answers, and what the city needs to speak with it, as a deployment's settings. */
export type Deployed = { deployment: Record<string, string> };
/** Where the malware scanner listens, as `YIWANG_SCANNER` says it. */
export type Scanner = { address: string };

/** The departments' sample people by citizen id, whom the province knows too. */
export type ProvinceOrder = { names: Record<string, string> };
export const namesOf = ({ demoPeople }: Pick<Departments, 'demoPeople'>): ProvinceOrder['names'] =>
  Object.fromEntries(Object.values(demoPeople).map(({ citizenId, name }) => [citizenId, name]));

/** Where the platform answers, with what departments' systems sign, and whose cases they handle. */
export type SystemsOrder = {
  origin: string;
  systems: { application: string; key: string; secret: string; taskCodes: string[] }[];
  /** The departments' sample people, for whom they handle cases too. */
  people: { number: string; name: string }[];
};

const portOf = (address: string | undefined): string => new URL(address ?? '').port;

/** The demo departments, with a PostgreSQL of their own, so that either side can be killed. */
export const DEPARTMENTS: BesideOrder<Departments> = {
  program: 'apps/demo-departments/main.ts',
  what: '演示部门 / the demo departments',
};

/** The simulator of the province's platform; it is told the names of the departments' sample people once they are there. */
export const PROVINCE: BesideOrder<Deployed> = {
  program: 'apps/province-simulator/main.ts',
  what: '省平台模拟器 / the province’s platform (simulator)',
  again: ({ deployment }) => ({ YIWANG_PROVINCE_PORT: portOf(deployment['PROVINCE_URL']) }),
};

export const PAY: BesideOrder<Deployed> = {
  program: 'apps/pay-simulator/main.ts',
  what: '支付平台模拟器 / the payment platform (simulator)',
  again: ({ deployment }) => ({ YIWANG_PAY_PORT: portOf(deployment['PAY_URL']) }),
};

/** Simulators of departments' own systems; they begin once they are told where and with which keys. */
export const SYSTEMS: BesideOrder<object> = {
  program: 'apps/systems-simulator/main.ts',
  what: '部门系统模拟器 / departments’ own systems (simulator)',
};

/** The malware scanner's simulator at a port, for a demo that names no scanner of its own. */
export const scannerAt = (port: number): BesideOrder<Scanner> => ({
  program: 'apps/scanner-simulator/main.ts',
  what: '病毒查杀模拟器 / the malware scanner (simulator)',
  more: { YIWANG_SCANNER_PORT: String(port) },
});
