import { fork } from 'node:child_process';
import { join } from 'node:path';
import { defineErrors } from '@platform/kernel';
import { COMPILE_CACHE } from './compile-cache.ts';
import { REPOSITORY, type ServerSettings } from './settings.ts';

const besideErrors = defineErrors('beside', {
  failed: {
    status: 500,
    zh: '进程没有启动：{what}（{reason}）。请查看上面的输出和 {log} 中的日志。',
    en: 'A process did not start: {what} ({reason}). See what it printed above, and its log in {log}.',
  },
});

/** A process beside the server that stands for the world outside: what it told when it was ready, how to tell it more, and how to end it. */
export type Beside<Ready> = Ready & { tell(message: object): void; stop(): Promise<void> };

/** Starts a program of ours as a process of its own, which ends when the server goes. @throws beside.failed when it ends before it is ready */
export async function startBeside<Ready extends object>(
  program: string,
  what: string,
  settings: ServerSettings,
  more: Record<string, string> = {},
): Promise<Beside<Ready>> {
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
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(besideErrors.failed({ what, reason: `exit ${code}`, log: settings.dataFolder })),
    );
  });
  return {
    ...ready,
    // Secrets go so, and not by the environment.
    tell: (message) => void (child.connected && child.send(message, () => undefined)),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** What the demo departments tell when they are ready: where their databases and folders are, and their sample people. */
export type Departments = Beside<{
  deployment: Record<string, string>;
  demoPeople: Record<string, { citizenId: string; name: string }>;
}>;

/** The demo departments, with a PostgreSQL of their own, so that either side can be killed. */
export const startDepartments = (settings: ServerSettings): Promise<Departments> =>
  startBeside('apps/demo-departments/main.ts', '演示部门 / the demo departments', settings);

/** What the simulated province tells: where it is and how to sign. */
export type Province = Beside<{ deployment: Record<string, string> }>;

/** The departments' sample people by citizen id, whom the province knows too. */
export type ProvinceOrder = { names: Record<string, string> };
export const namesOf = ({ demoPeople }: Pick<Departments, 'demoPeople'>): ProvinceOrder['names'] =>
  Object.fromEntries(Object.values(demoPeople).map(({ citizenId, name }) => [citizenId, name]));

/** The simulator of the province's platform; it is told the names of the departments' sample people once they are there. */
export const startProvince = (settings: ServerSettings): Promise<Province> =>
  startBeside('apps/province-simulator/main.ts', '省平台模拟器 / the province’s platform (simulator)', settings);

/** What the simulated payment platform tells: where it is, and where its and the city's keys are. */
export const startPay = (settings: ServerSettings): Promise<Province> =>
  startBeside('apps/pay-simulator/main.ts', '支付平台模拟器 / the payment platform (simulator)', settings);

/** Where the platform answers, and the keys with which departments' systems sign. */
export type SystemsOrder = { origin: string; systems: { application: string; key: string; secret: string }[] };

/** Simulators of departments' own systems; they begin once they are told where and with which keys. */
export const startSystems = (settings: ServerSettings): Promise<Beside<object>> =>
  startBeside('apps/systems-simulator/main.ts', '部门系统模拟器 / departments’ own systems (simulator)', settings);

/** What the simulated malware scanner tells: where it listens, as `YIWANG_SCANNER` says it. */
export type Scanner = Beside<{ address: string }>;

/** The malware scanner's simulator at a port, for a demo that names no scanner of its own. */
export const startScanner = (settings: ServerSettings, port: number): Promise<Scanner> =>
  startBeside('apps/scanner-simulator/main.ts', '病毒查杀模拟器 / the malware scanner (simulator)', settings, {
    YIWANG_SCANNER_PORT: String(port),
  });
