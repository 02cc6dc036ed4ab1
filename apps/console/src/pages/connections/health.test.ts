import { expect, test } from 'vitest';
import { healthOf } from './health.ts';

const report = { at: '2026-11-22T00:00:00Z', findings: [] };
const limits = { state: 'active' as const };

test('what stops a connection is told before what may come to stop it', () => {
  expect(healthOf({ ...limits })).toBe('untested');
  expect(healthOf({ ...limits, report })).toBe('well');
  expect(healthOf({ ...limits, capture: { state: 'running' } }), 'nobody tried it, yet it runs').toBe('well');
  expect(healthOf({ ...limits, report, capture: { state: 'running', budgetShare: 0.71 } })).toBe('warning');
  expect(healthOf({ ...limits, report, capture: { state: 'stopped', budgetShare: 1 } })).toBe('stopped');
  expect(
    healthOf({
      ...limits,
      report: { ...report, error: { code: 'sources.refused', text: { zh: '', en: '' } } },
      capture: { state: 'stopped' },
    }),
  ).toBe('broken');
  const refused = { ...report, error: { code: 'sources.refused', text: { zh: '', en: '' } } };
  expect(healthOf({ ...limits, report: refused, capture: { state: 'running' } }), 'it came back').toBe('well');
  expect(healthOf({ state: 'paused', report })).toBe('paused');
});

test('a finding that is only for information is no warning', () => {
  const text = { zh: '', en: '' };
  expect(healthOf({ ...limits, report: { ...report, findings: [{ code: 'a', level: 'info', text }] } })).toBe('well');
  expect(healthOf({ ...limits, report: { ...report, findings: [{ code: 'a', level: 'blocking', text }] } })).toBe(
    'warning',
  );
});
