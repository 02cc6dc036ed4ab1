import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, lastDay, statusOn, type LicenceCommand, type StoredStatus } from './licence.ts';

const words = fc.constantFrom('', ' ', '已核实');
const command: fc.Arbitrary<LicenceCommand> = fc.oneof(
  fc.record({ action: fc.constant('suspend' as const), reason: words, evidence: words }),
  fc.record({ action: fc.constant('restore' as const), reason: words }),
  fc.record({ action: fc.constant('revoke' as const), reason: words, evidence: words, answer: words }),
);

test('nothing against the holder without reason, evidence and hearing; revoked stays revoked', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(command, fc.constantFrom('2026-01-01', '2026-03-01'), fc.boolean()), { maxLength: 20 }),
      (acts) => {
        let status: StoredStatus = 'valid';
        for (const [act, today, objected] of acts) {
          const next = decide({ status, objectionUntil: '2026-02-01', objected, today }, act);
          if (next instanceof Error) continue;
          expect(status).not.toBe('revoked');
          expect(act.reason.trim()).not.toBe('');
          if (act.action !== 'restore') expect(act.evidence.trim()).not.toBe('');
          if (next === 'revoked') {
            expect(status).toBe('suspended');
            expect(today > '2026-02-01').toBe(true);
            if (objected) expect(act.action === 'revoke' && act.answer?.trim()).toBeTruthy();
          }
          status = next;
        }
      },
    ),
  );
});

test('expiry follows from the date, and only for a licence in use', () => {
  expect(statusOn('valid', '2026-05-10', '2026-05-10')).toBe('valid');
  expect(statusOn('valid', '2026-05-10', '2026-05-11')).toBe('expired');
  expect(statusOn('valid', null, '2999-01-01')).toBe('valid');
  expect(statusOn('revoked', '2020-01-01', '2026-01-01')).toBe('revoked');
  expect(statusOn('suspended', '2020-01-01', '2026-01-01')).toBe('suspended');
});

test('a year ends the day before the same date', () => {
  expect(lastDay('2026-05-11', 1)).toBe('2027-05-10');
  expect(lastDay('2026-01-01', 1)).toBe('2026-12-31');
  expect(lastDay('2024-02-29', 1)).toBe('2025-02-28');
  expect(lastDay('2024-02-29', 4)).toBe('2028-02-28');
});
