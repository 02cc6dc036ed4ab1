import { expect, test } from 'vitest';
import { countsLine, notRunLines, oneStep, printedCounts, reportCounts, sum } from './counts.ts';

const report = (more: object): string =>
  JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...more,
  });

test('the last line names skipped tests only when there are any', () => {
  expect(countsLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(countsLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped');
});

test('a report is counted, and nothing that went wrong is lost', () => {
  expect(reportCounts(report({ numPendingTests: 2 }), 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  expect(
    reportCounts(
      report({ numFailedTests: 1, testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }] }),
      1,
    ),
  ).toEqual({ passed: 3, failed: 1, skipped: 0 });
  // A file that could not be loaded.
  expect(reportCounts(report({ testResults: [{ status: 'failed', assertionResults: [] }] }), 1).failed).toBe(1);
  // An error outside every test.
  expect(reportCounts(report({}), 1).failed).toBe(1);
  // Killed before it could report.
  expect(reportCounts(undefined, 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('counts add up', () => {
  expect(sum([oneStep(0), oneStep(2), { passed: 5, failed: 0, skipped: 1 }])).toEqual({
    passed: 6,
    failed: 1,
    skipped: 1,
  });
});

test("a program's own counts and its not-run lines are found in its output", () => {
  expect(printedCounts('scenarios: 2 passed, 1 failed\nall: 7 passed, 1 failed\n')).toEqual({
    passed: 7,
    failed: 1,
    skipped: 0,
  });
  expect(printedCounts('9 scenarios played, 2 failed.')).toEqual({ passed: 7, failed: 2, skipped: 0 });
  expect(printedCounts('all well')).toBeUndefined();
  expect(notRunLines('x\n  not run: needs pdftotext\nnot run: needs pdftotext\nwas not run: needs y\n')).toEqual([
    'not run: needs pdftotext',
  ]);
});
