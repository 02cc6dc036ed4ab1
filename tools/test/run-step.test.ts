import { expect, test } from 'vitest';
import { findProgram } from './needs.ts';
import { runStep } from './run-step.ts';

test('a program is shown as it speaks, and its end is known', async () => {
  const shown: string[] = [];
  const script = "console.log('one'); console.error('two'); process.exit(4)";
  const options = { cwd: import.meta.dirname, env: process.env, show: (text: string) => shown.push(text) };
  const { code, output } = await runStep(['-e', script], options);
  expect(code).toBe(4);
  expect(output).toContain('one\n');
  expect(output).toContain('two\n');
  expect(shown.join('')).toBe(output);
  expect((await runStep(['-e', "process.kill(process.pid, 'SIGKILL')"], options)).code).not.toBe(0);
});

test('a program is found on the path, or not', () => {
  expect(findProgram(['no-such-program', 'sh'])).toMatch(/\/sh$/);
  expect(findProgram(['sh'], '/nowhere')).toBeUndefined();
});
