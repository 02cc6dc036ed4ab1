import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** One step of the check: what it found, a line a fault; nothing when all is well. */
export type Step = { name: string; run(): Promise<string[]> };

const require = createRequire(import.meta.url);

/** The steps that are other people's programs, and our own programs that stand alone. */
export function outsideSteps(root: string): Step[] {
  const steps: Step[] = [
    { name: 'types', run: () => typeFaults(root) },
    { name: 'lint', run: () => lintFaults(root) },
    { name: 'dead code', run: () => deadCodeFaults(root) },
    { name: 'format', run: () => formatFaults(root) },
  ];
  // Another process each, since they load product code and must not share its memory with the rules.
  const own = [
    { name: 'packs', script: 'tools/pack/check.ts', args: [] },
    { name: 'pack schemas', script: 'tools/pack/generate-schemas.ts', args: ['--check'] },
    { name: 'API client', script: 'tools/api-client/run.ts', args: ['--check'] },
  ];
  for (const { name, script, args } of own) {
    if (existsSync(join(root, script)))
      steps.push({ name, run: () => programFaults(root, [join(root, script), ...args]) });
  }
  return steps;
}

/** TypeScript 7 over the whole tree: the root's program, and one for each app that has its own (a router's types are global to a program). */
export async function typeFaults(root: string): Promise<string[]> {
  const compiler = join(require.resolve('typescript/package.json'), '../bin/tsc');
  const own = await Array.fromAsync(glob('apps/*/tsconfig.json', { cwd: root }));
  const faults: string[] = [];
  for (const project of ['.', ...own.sort()]) {
    faults.push(...(await programFaults(root, [compiler, '-p', project, '--pretty', 'false'])));
  }
  return faults;
}

/** oxlint with types: floating promises, hooks, accessibility and what .oxlintrc.json names. */
export async function lintFaults(root: string): Promise<string[]> {
  const linter = join(require.resolve('oxlint/package.json'), '..', 'bin/oxlint');
  const typeAware = join(require.resolve('oxlint-tsgolint/package.json'), '..', 'bin');
  const lines = await programFaults(root, [linter, '--type-aware', '--deny-warnings', '-f', 'unix'], typeAware);
  return lines.filter((line) => !/^\d+ problems?$/.test(line));
}

/** Biome as a formatter only. */
export async function formatFaults(root: string): Promise<string[]> {
  const biome = require.resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'format', '--reporter=json', '--max-diagnostics=200', '.'];
  const { code, stdout, stderr } = await program(root, args);
  if (code === 0) return [];
  let found: { diagnostics?: { location?: { path?: string | { file?: string } } }[] };
  try {
    found = JSON.parse(stdout.slice(stdout.indexOf('{'))) as typeof found;
  } catch {
    return linesOf(`${stdout}\n${stderr}`);
  }
  const files = (found.diagnostics ?? []).map(({ location }) =>
    typeof location?.path === 'string' ? location.path : (location?.path?.file ?? 'unknown file'),
  );
  return [...new Set(files)].map((file) => `${file}  Not formatted: run npm run format.`);
}

/** Formats what a tool of ours has written below `folder`. */
export async function writeFormatted(root: string, folder: string): Promise<void> {
  const faults = await programFaults(root, [require.resolve('@biomejs/biome/bin/biome'), 'format', '--write', folder]);
  if (faults.length > 0) throw new Error(`Biome could not format ${folder}:\n${faults.join('\n')}`);
}

type KnipIssue = {
  file: string;
  files?: unknown[];
  exports?: { name: string; line?: number }[];
  unresolved?: { name: string; line?: number }[];
  duplicates?: { name: string }[][];
};

/** knip: files nobody reaches, exports nobody imports. */
export async function deadCodeFaults(root: string): Promise<string[]> {
  const knip = join(require.resolve('knip'), '../../bin/knip.js');
  const args = [knip, '--no-config-hints', '--no-progress', '--reporter', 'json'];
  const { code, stdout, stderr } = await program(root, args);
  const start = stdout.indexOf('{"issues"');
  if (start < 0) return code === 0 ? [] : linesOf(`${stdout}\n${stderr}`);
  const { issues } = JSON.parse(stdout.slice(start)) as { issues: KnipIssue[] };
  return issues.flatMap((issue) => [
    ...(issue.files ?? []).map(() => `${issue.file}  Dead file: nothing reaches it. Use it or delete it.`),
    ...(issue.exports ?? []).map(
      ({ name, line = 1 }) =>
        `${issue.file}:${line}  Dead export "${name}": nobody imports it. Drop "export", or the code.`,
    ),
    ...(issue.unresolved ?? []).map(
      ({ name, line = 1 }) => `${issue.file}:${line}  Nothing stands at the import "${name}".`,
    ),
    ...(issue.duplicates ?? []).map(
      (names) => `${issue.file}  Exported twice: ${names.map(({ name }) => name).join(', ')}. Keep one name.`,
    ),
  ]);
}

/** Runs a Node program; its output is its faults when it ends badly. */
export async function programFaults(root: string, args: readonly string[], path?: string): Promise<string[]> {
  const { code, stdout, stderr } = await program(root, args, path);
  if (code === 0) return [];
  const lines = linesOf(`${stdout}\n${stderr}`);
  return lines.length > 0 ? lines : [`${args[0]} ended with code ${code} and said nothing.`];
}

function program(
  root: string,
  args: readonly string[],
  path?: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const PATH = [path, join(root, 'node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...args],
      { cwd: root, env: { ...process.env, PATH, NO_COLOR: '1', FORCE_COLOR: '0' }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // A program that could not be started at all has a text for a code.
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({
          code,
          stdout,
          stderr: error && typeof error.code !== 'number' ? `${stderr}\n${error.message}` : stderr,
        });
      },
    );
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
