import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateSm2KeyPair } from '@platform/crypto';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import { divisionPrefix, fingerprintFits, fingerprintOf, nodeIdOf } from './identity.ts';
import { checkChoice, entryVersion, trimmedEntry } from './publishing.ts';

const text = { zh: '题', en: 'Title' };

describe('divisions', () => {
  test.each([
    ['990000', '99'],
    ['990100', '9901'],
    ['990102', '990102'],
    ['990102000000', '990102'],
    ['990102001000', '990102001'],
    ['990102001013', '990102001013'],
    ['990110', '990110'],
    ['991000', '9910'],
  ])('%s holds what begins with %s', (code, prefix) => expect(divisionPrefix(code)).toBe(prefix));

  test('a division always holds itself, and what is within it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{5}$/), fc.stringMatching(/^\d{6}$/), (code, rest) => {
        expect(code.startsWith(divisionPrefix(code))).toBe(true);
        // What is no district of its own ends in zeros only at a place where a level ends.
        if (!code.endsWith('0')) expect(`${code}${rest}`.startsWith(divisionPrefix(code))).toBe(true);
      }),
    );
  });
});

test('a fingerprint is of one key alone, however it is typed', () => {
  const [one, other] = [generateSm2KeyPair().publicKey, generateSm2KeyPair().publicKey];
  const told = fingerprintOf(one);
  expect(told).toMatch(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  for (const typed of [told, told.toUpperCase(), told.replaceAll(' ', ''), told.replaceAll(' ', ':')]) {
    expect(fingerprintFits(typed, one)).toBe(true);
    expect(fingerprintFits(typed, other)).toBe(false);
  }
  expect(fingerprintFits(told.slice(0, -1), one)).toBe(false);
  expect(nodeIdOf(one)).not.toBe(nodeIdOf(other));
});

describe('what may be published', () => {
  const item = fc.record({
    name: fc.stringMatching(/^[a-z]{1,6}$/),
    grade: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    personal: fc.option(fc.boolean(), { nil: undefined }),
  });
  const resources = fc
    .record({
      items: fc.uniqueArray(item, { selector: (one) => one.name, minLength: 1, maxLength: 6 }),
      grade: fc.integer({ min: 1, max: 4 }),
      shareType: fc.constantFrom('unconditional', 'conditional', 'none'),
    })
    .map(({ items, grade, shareType }) => {
      const given = items.map(({ name, ...more }) => ({
        name,
        title: text,
        type: 'text',
        ...(more.grade === undefined ? {} : { grade: more.grade }),
        ...(more.personal === undefined ? {} : { personal: more.personal }),
      }));
      return {
        id: 'r',
        title: text,
        summary: text,
        provider: 'p',
        class: { category: 'theme' },
        shareType,
        openAttribute: 'closed',
        updateCycle: 'daily',
        grade,
        key: [given[0]?.name],
        items: given,
      } as ResourceDefinition;
    });

  test('whatever is allowed holds nothing above the grade, nothing personal without a basis, and nothing that is not chosen', () => {
    fc.assert(
      fc.property(
        resources,
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.constant('依据'), { nil: undefined }),
        fc.array(fc.nat(5)),
        (resource, grade, basis, picks) => {
          const items = [...new Set(picks.flatMap((place) => resource.items[place]?.name ?? []))];
          let allowed = true;
          try {
            checkChoice(resource, { items, grade, basis, table: true });
          } catch {
            allowed = false;
          }
          const chosen = resource.items.filter((one) => items.includes(one.name));
          const tooHigh = chosen.some((one) => (one.grade ?? resource.grade) > grade);
          const personal = chosen.some((one) => one.personal !== false);
          const bare = basis === undefined && (personal || resource.shareType === 'conditional');
          const keyed = resource.key.every((name) => items.includes(name));
          expect(allowed).toBe(!tooHigh && !bare && keyed && resource.shareType !== 'none');
          const entry = trimmedEntry(resource, items);
          expect(entry.items.map((one) => one.name)).toEqual(items);
          expect(entry.items.every((one) => one.grade !== undefined && one.personal !== undefined)).toBe(true);
          expect(entry.rowRules).toBeUndefined();
          expect(entryVersion(entry)).toBe(entryVersion(trimmedEntry({ ...resource }, items)));
        },
      ),
    );
  });
});
