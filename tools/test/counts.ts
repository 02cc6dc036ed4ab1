import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** How many tests passed, failed and were skipped. */
export type Counts = { passed: number; failed: number; skipped: number };

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

/** One step that is right or wrong as a whole. */
export function oneStep(code: number): Counts {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

export function sum(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (all, each) => ({
      passed: all.passed + each.passed,
      failed: all.failed + each.failed,
      skipped: all.skipped + each.skipped,
    }),
    NONE,
  );
}

/** `12 passed, 0 failed`, with `, 3 skipped` when there were any: the last line that `npm test` prints. */
export function countsLine(counts: Counts): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/** The parts of a Vitest JSON report that are counted. */
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: FileReport[];
};
type FileReport = {
  name: string;
  status: string;
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
};

/** A file that ended badly although no test of it did: it broke before its first. */
const brokeOutsideItsTests = ({ status, assertionResults }: FileReport): boolean =>
  status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed');

/**
 * Counts of a Vitest JSON report. A file that broke before its first test counts as one failed; so does a run that ended badly
 * although every test passed (an unhandled error), or that left no report.
 */
export function reportCounts(json: string | undefined, code: number): Counts {
  if (json === undefined) return oneStep(code === 0 ? 0 : 1);
  const report = JSON.parse(json) as Report;
  const failed = report.numFailedTests + report.testResults.filter(brokeOutsideItsTests).length;
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * What failed in a Vitest JSON report: `file > test`, and below it the first lines of why. Whoever sees only the end of a long
 * run's output must be able to tell what to mend.
 */
export function failureLines(json: string | undefined, root: string): string[] {
  if (json === undefined) return [];
  const lines = (title: string, message: string): string[] => [
    title,
    ...stripVTControlCharacters(message)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 6)
      .map((line) => `    ${line.slice(0, 200)}`),
  ];
  return (JSON.parse(json) as Report).testResults.flatMap((file) => {
    const path = relative(root, file.name);
    if (brokeOutsideItsTests(file)) return lines(path, file.message ?? '');
    return file.assertionResults
      .filter(({ status }) => status === 'failed')
      .flatMap(({ fullName, failureMessages }) => lines(`${path} > ${fullName}`, failureMessages?.[0] ?? ''));
  });
}

/** The last `N passed, N failed` or `N scenarios played, N failed` that a program of ours printed, or undefined. */
export function printedCounts(output: string): Counts | undefined {
  const counts = /(\d+) (passed|scenarios played), (\d+) failed(?:, (\d+) skipped)?/g;
  const found = [...stripVTControlCharacters(output).matchAll(counts)].at(-1);
  if (!found) return undefined;
  const failed = Number(found[3]);
  const first = Number(found[1]);
  return { passed: found[2] === 'passed' ? first : first - failed, failed, skipped: Number(found[4] ?? 0) };
}

/** What a run's output says it could not run, as `needs X`. Tests print such lines for what this machine lacks. */
export function notRunLines(output: string): string[] {
  const plain = stripVTControlCharacters(output);
  return [...new Set([...plain.matchAll(/^\s*(not run: needs .+?)\s*$/gm)].map((match) => match[1] as string))];
}
