import { addDays, citizenIdCheckDigit, type PlainDate } from '@platform/kernel';
import { seedOf } from './random.ts';

/** Gives each person a citizen id that no one else has: area 99 and the last four digits of the district, birth date, serial, check digit. */
export type CitizenIdBook = {
  /** The birth date moves on by a day when all 500 serials of a day are taken. */
  issue(divisionCode: string, birthDate: PlainDate, sex: '1' | '2'): { citizenId: string; birthDate: PlainDate };
};

const SERIALS = 500;
/** Prime to 500, so that stepping by it meets every serial once. */
const STEP = 137;

export function citizenIdBook(): CitizenIdBook {
  const taken = new Map<string, number>();
  return {
    issue(divisionCode, wanted, sex) {
      for (let birthDate = wanted; ; birthDate = addDays(birthDate, 1)) {
        const stem = `99${divisionCode.slice(2, 6)}${birthDate.replaceAll('-', '')}`;
        const key = `${stem}${sex}`;
        const count = taken.get(key) ?? 0;
        if (count === SERIALS) continue;
        taken.set(key, count + 1);
        const place = (seedOf(key) + count * STEP) % SERIALS;
        const first17 = stem + String(place * 2 + (sex === '1' ? 1 : 0)).padStart(3, '0');
        return { citizenId: first17 + citizenIdCheckDigit(first17), birthDate };
      }
    },
  };
}
