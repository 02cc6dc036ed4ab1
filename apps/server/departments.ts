import { fork } from 'node:child_process';
import { join } from 'node:path';
import { defineErrors } from '@platform/kernel';
import { REPOSITORY, type ServerSettings } from './settings.ts';

/** What the demo departments' process tells when it is ready: where its databases and folders are, and its sample people. */
export type DepartmentsReady = {
  deployment: Record<string, string>;
  demoPeople: Record<string, { citizenId: string; name: string }>;
};

export type Departments = DepartmentsReady & { stop(): Promise<void> };

const departmentErrors = defineErrors('departments', {
  failed: {
    status: 500,
    zh: '演示部门的进程没有启动（{reason}）。日志见 {log}。',
    en: 'The demo departments’ process did not start ({reason}). Its log is {log}.',
  },
});

/** Starts the demo departments: a process and a PostgreSQL of their own, so that either side can be killed. */
export async function startDepartments(settings: ServerSettings): Promise<Departments> {
  const child = fork(join(REPOSITORY, 'apps/demo-departments/main.ts'), {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      YIWANG_DATA: settings.dataFolder,
      YIWANG_DEMO_PEOPLE: String(settings.demoPeople),
      YIWANG_PACKS: settings.packs.join(','),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ready = await new Promise<DepartmentsReady>((resolve, reject) => {
    child.once('message', (message) => resolve(message as DepartmentsReady));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(departmentErrors.failed({ reason: `exit ${code}`, log: join(settings.dataFolder, 'departments') })),
    );
  });
  return {
    ...ready,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
