import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import type { Log } from '@platform/log';
import { PAY, SYSTEMS, type BesideOrder } from './beside.ts';
import { keepBeside } from './keep-beside.ts';
import { readSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-beside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const settings = { ...readSettings({}), dataFolder: folder };
const PATIENCE = { timeout: 20_000, interval: 50 };

/** What the operators are told. */
function listening() {
  const told: { message: string; fields: Record<string, unknown> }[] = [];
  const write = (fields: Record<string, unknown>, message: string): void => void told.push({ message, fields });
  const log: Log = { info: write, warn: write, error: write, child: () => log };
  return { told, log };
}
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a simulator that is killed is back where it was, told in the log; it ends with the city', async () => {
  const { told, log } = listening();
  const pay = await keepBeside(PAY, settings, log);
  const url = new URL(pay.deployment['PAY_URL'] as string);
  const first = pay.pid as number;
  process.kill(first, 'SIGKILL');
  await vi.waitFor(() => expect(told.map(({ message }) => message)).toContain('a process is back'), PATIENCE);
  expect(told[0]).toMatchObject({
    message: 'a process ended unasked and is started again',
    fields: { what: 'apps/pay-simulator/main.ts', end: 'SIGKILL' },
  });
  const second = pay.pid as number;
  expect(second).not.toBe(first);
  expect((await fetch(new URL('/pay/0', url))).status).toBe(401);
  await pay.stop();
  expect([first, second].filter(alive)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
  // Nobody starts it again after that.
  await new Promise((resume) => setTimeout(resume, 700));
  await expect(fetch(url)).rejects.toThrow();
}, 60_000);

test('what it was told last it is told again; one that does not start at first is a fault', async () => {
  const { told, log } = listening();
  const systems = await keepBeside(SYSTEMS, settings, log);
  const origin = 'http://127.0.0.1:9';
  systems.tell({ origin, systems: [{ application: 'rackets', key: 'k', secret: 's' }] });
  const begun = (): number =>
    readFileSync(join(folder, 'log', 'systems-simulator.log'), 'utf8').split('simulated systems begin').length - 1;
  await vi.waitFor(() => expect(begun()).toBe(1), PATIENCE);
  process.kill(systems.pid as number, 'SIGKILL');
  await vi.waitFor(() => expect(begun()).toBe(2), PATIENCE);
  await systems.stop();
  expect(told).toHaveLength(2);
  const broken: BesideOrder<object> = { ...SYSTEMS, more: { YIWANG_SYSTEMS_HABITS: '{' } };
  await expect(keepBeside(broken, settings, log)).rejects.toThrow('beside.failed');
}, 60_000);
