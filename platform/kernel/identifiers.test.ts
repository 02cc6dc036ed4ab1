import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  citizenIdCheckDigit,
  citizenIdFault,
  creditCodeCheckCharacter,
  isCitizenId,
  isCreditCode,
  isLicenceIdentifier,
  licenceIdentifier,
  maskValue,
} from './index.ts';

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));
const validId = fc
  .record({
    area: digits(4),
    birth: fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
    serial: digits(3),
  })
  .map(({ area, birth, serial }) => `99${area}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${serial}`)
  .map((first17) => first17 + citizenIdCheckDigit(first17));

describe('citizen ids (GB 11643)', () => {
  test('the published example passes, and faults are told apart', () => {
    expect(isCitizenId('11010519491231002X')).toBe(true);
    expect(citizenIdFault('11010519491231002x')).toBe('shape');
    expect(citizenIdFault('110105194912310021')).toBe('check-digit');
    expect(citizenIdFault('110105194902300028')).toBe('date');
  });

  test('any single changed digit, and any two neighbours exchanged, are found', () => {
    fc.assert(
      fc.property(validId, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (id, place, by) => {
        const changed = id.slice(0, place) + String((Number(id[place]) + by) % 10) + id.slice(place + 1);
        expect(isCitizenId(changed)).toBe(false);
        const swapped = id.slice(0, place) + id[place + 1] + id[place] + id.slice(place + 2);
        if (swapped !== id) expect(isCitizenId(swapped)).toBe(false);
      }),
    );
  });
});

describe('credit codes (GB 32100)', () => {
  test.each(['11100000000013338W', '11330105002500287C', '11430000006122244L', '12100000000018032A'])(
    '%s passes',
    (code) => {
      expect(isCreditCode(code)).toBe(true);
      expect(creditCodeCheckCharacter(code.slice(0, 17))).toBe(code[17]);
    },
  );
  test('letters that are not of the alphabet and wrong check characters are refused', () => {
    expect(isCreditCode('11100000000013338I')).toBe(false);
    expect(isCreditCode('11100000000013339W')).toBe(false);
  });
});

describe('e-licence identifiers (GB/T 36904)', () => {
  test.each([
    '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U',
    '1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0',
    '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9',
  ])('%s passes', (identifier) => expect(isLicenceIdentifier(identifier)).toBe(true));

  test('what we make passes, and any changed character of its parts is found', () => {
    fc.assert(
      fc.property(digits(9), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (serial, place, by) => {
        const parts = { type: '11990200000013338W011', issuer: '119902000000000000', serial, version: '001' };
        expect(isLicenceIdentifier(licenceIdentifier(parts))).toBe(true);
        const other = serial.slice(0, place) + String((Number(serial[place]) + by) % 10) + serial.slice(place + 1);
        expect(isLicenceIdentifier(licenceIdentifier(parts).replace(`.${serial}.`, `.${other}.`))).toBe(false);
      }),
    );
  });
});

test('masks hide what they promise to hide', () => {
  expect(maskValue('990203195001010024', 'citizen-id')).toBe('9902**********0024');
  expect(maskValue('张三丰', 'name')).toBe('张**');
  expect(maskValue('13900001234', 'phone')).toBe('139****1234');
  expect(maskValue('1950-01-01', 'date')).toBe('1950-**-**');
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => maskValue(text, 'all') === '******'));
});
