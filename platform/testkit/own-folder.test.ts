import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removeAbandoned } from './own-folder.ts';

const outside = mkdtempSync(join(tmpdir(), 'yiwang-outside-'));
afterAll(() => rmSync(outside, { recursive: true }));

test('what tests put under the temporary folder is in the run’s own, which goes with it', () => {
  const folder = process.env['YIWANG_TEST_FOLDER'] as string;
  expect(basename(folder)).toMatch(/^yiwang-test-\d+-/);
  expect(tmpdir()).toBe(folder);
  expect(dirname(outside)).toBe(folder);
});

test('of folders left by killed runs those go that nobody touched for an hour, and only those', () => {
  const now = Date.now();
  const left = (name: string, minutes: number): string => {
    const folder = join(outside, name);
    mkdirSync(join(folder, 'yiwang-city-x'), { recursive: true });
    utimesSync(folder, new Date(now - minutes * 60_000), new Date(now - minutes * 60_000));
    return folder;
  };
  // No process has a number above the system's largest.
  const gone = left('yiwang-test-99999999-a', 61);
  const stay = [
    left('yiwang-test-99999998-b', 59),
    left(`yiwang-test-${process.pid}-c`, 600),
    left('yiwang-else-99999999-d', 600),
  ];
  removeAbandoned(outside, now);
  expect(existsSync(gone)).toBe(false);
  expect(stay.map((folder) => existsSync(folder))).toEqual([true, true, true]);
});
