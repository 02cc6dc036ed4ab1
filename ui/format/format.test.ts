import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatDate,
  formatFen,
  formatInstant,
  formatShare,
  formatSize,
  maskCitizenId,
  nearness,
  shanghaiDay,
  shanghaiHour,
} from './format.ts';

describe('times people see', () => {
  test('are Shanghai wall time, whatever the machine', () => {
    expect(formatInstant('2026-11-22T06:05:09Z')).toBe('2026-11-22 14:05');
    expect(formatInstant('2026-12-31T16:00:00Z', { seconds: true })).toBe('2027-01-01 00:00:00');
    expect(formatDate('2026-11-22T17:00:00Z')).toBe('2026-11-23');
    expect(formatDate('1958-03-04')).toBe('1958-03-04');
    expect(shanghaiHour(new Date('2026-11-22T16:30:00Z'))).toBe(0);
  });

  test('today and yesterday turn at midnight in Shanghai, not in UTC', () => {
    const now = new Date('2026-11-22T16:30:00Z'); // 00:30 on the 23rd
    expect(nearness('2026-11-22T16:05:00Z', now)).toEqual({ key: 'today', time: '00:05' });
    expect(nearness('2026-11-22T15:59:00Z', now)).toEqual({ key: 'yesterday', time: '23:59' });
    expect(nearness('2026-11-20T15:59:00Z', now)).toEqual({ key: 'date', date: '2026-11-20' });
  });

  test('a day counted from today is counted in Shanghai', () => {
    const now = new Date('2026-12-31T16:30:00Z'); // 00:30 on 1 January
    expect([shanghaiDay(0, now), shanghaiDay(-6, now), shanghaiDay(364, now)]).toEqual([
      '2027-01-01',
      '2026-12-26',
      '2027-12-31',
    ]);
  });

  test('a text that is no time is shown, not hidden behind an error', () => {
    expect(formatInstant('soon')).toBe('soon');
  });
});

test('money keeps every fen', () => {
  expect(formatFen(123_450)).toBe('¥1,234.50');
  expect(formatFen('-5')).toBe('-¥0.05');
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (fen) => {
      const shown = formatFen(fen);
      expect(BigInt(shown.replace(/[¥,.]/g, ''))).toBe(fen);
    }),
  );
});

test('sizes of files are short, and none is nothing', () => {
  expect([1, 12_288, 1_048_575, 5 * 1024 * 1024, 1_572_864].map(formatSize)).toEqual([
    '1 KB',
    '12 KB',
    '1024 KB',
    '5 MB',
    '1.5 MB',
  ]);
});

test('shares are rounded to a tenth', () => {
  expect(formatShare(0.9731)).toBe('97.3%');
  expect(formatShare(1)).toBe('100%');
});

test('a citizen number shows eight of its eighteen places', () => {
  expect(maskCitizenId('990203195801010024')).toBe('9902**********0024');
  expect(maskCitizenId('9902**********0024')).toBe('9902**********0024');
});
