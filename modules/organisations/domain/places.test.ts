import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Division, Organisation } from '../contract/index.ts';
import { buildPlaces } from './places.ts';
import { childrenOf, subtreeOf, treeFault } from './tree.ts';

const placed = <T>(values: T[]) => values.map((value, index) => ({ value, file: 'packs/x/y.yaml', line: index + 1 }));
const division = (code: string, level: Division['level'], parent?: string): Division => ({
  code,
  level,
  name: { zh: `区${code}`, en: `D${code}` },
  ...(parent === undefined ? {} : { parent }),
});
const organisation = (id: string, parent?: string, where = '1'): Organisation => ({
  id,
  creditCode: '11999900TENN15001F',
  name: { zh: id, en: id },
  short: { zh: id, en: id },
  division: where,
  kind: 'department',
  ...(parent === undefined ? {} : { parent }),
});
const CITY = [division('1', 'city'), division('11', 'district', '1'), division('111', 'street', '11')];

describe('places', () => {
  test('a full name runs from the city down in Chinese and up in English', () => {
    const port = buildPlaces(placed(CITY), []);
    expect(port.divisionPath('111')).toEqual({ zh: '区1区11区111', en: 'D111, D11, D1' });
    expect(port.divisionPath('999')).toEqual({ zh: '999', en: '999' });
    expect(port.children().map((one) => one.code)).toEqual(['1']);
    expect(port.children('11').map((one) => one.code)).toEqual(['111']);
  });

  test('an organisation’s subtree holds it and all below it', () => {
    const port = buildPlaces(
      placed(CITY),
      placed([organisation('a'), organisation('b', 'a'), organisation('c', 'b'), organisation('d')]),
    );
    expect(port.subtree('a')).toEqual(['a', 'b', 'c']);
    expect(port.subtree('nobody')).toEqual([]);
    expect(() => port.get('nobody')).toThrow('organisations.unknown-organisation');
  });

  test.each([
    ['unknown-parent', CITY, [organisation('a', 'b')], 'y.yaml:1'],
    ['circle', CITY, [organisation('a', 'b'), organisation('b', 'a')], 'a → b → a'],
    ['division-missing', CITY, [organisation('a', undefined, '9')], 'division 9'],
    ['level-order', [division('1', 'district'), division('2', 'city', '1')], [], 'division 2'],
    ['unknown-parent', [division('1', 'district', '9')], [], '"9"'],
  ])('a broken tree stops the start: %s', (code, divisions, organisations, said) => {
    const build = () => buildPlaces(placed(divisions), placed(organisations));
    expect(build).toThrow(`organisations.${code}`);
    expect(build).toThrow(said);
  });
});

test('any tree is sound, every id stands once below the top, and one edge back to itself is found', () => {
  const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(parents, fc.nat(), (choices, pick) => {
      const nodes = choices.map((choice, index) => ({
        id: `${index}`,
        parent: index === 0 ? undefined : `${choice % index}`,
      }));
      expect(treeFault(nodes)).toBeUndefined();
      expect(subtreeOf(childrenOf(nodes), '0').sort()).toEqual(nodes.map(({ id }) => id).sort());
      const below = nodes[pick % nodes.length] as (typeof nodes)[number];
      const broken = nodes.map((node) => (node.id === '0' ? { ...node, parent: below.id } : node));
      expect(treeFault(broken)?.kind).toBe('circle');
    }),
  );
});
