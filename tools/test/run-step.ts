import { spawn } from 'node:child_process';

/** How a program ended, and all it said. */
export type StepResult = { code: number; output: string };

/** Runs a Node program to its end, showing what it says as it says it. A program that is killed ends with 128 + its signal. */
export function runStep(
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; show?: (text: string) => void },
): Promise<StepResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (chunk: Buffer): void => {
      const text = chunk.toString();
      output += text;
      options.show?.(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 128, output }));
    // Ctrl-C reaches the whole terminal group by itself; a plain kill reaches only us.
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    child.once('close', () => process.removeListener('SIGTERM', stop));
  });
}
