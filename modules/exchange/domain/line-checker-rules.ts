import type { LineField, LineFields } from './line-checker-fields.ts';
import { isDate } from './line-checker-bytes.ts';

/**
 * A row rule on the bytes of fields that are sound as they stand: whether it holds. `places`: of each item where its field begins and ends,
 * the beginning negative when it is absent.
 */
export type ByteRule = (bytes: Uint8Array, froms: Int32Array, tos: Int32Array) => boolean;

/** Rules that can be told from bytes, by the items they look at; the others have no `holds`. */
export function byteRules(
  fields: LineFields,
): { readonly items: readonly number[]; readonly holds: ByteRule | undefined }[] {
  return fields.rules.map(({ items, name }) => {
    const places = items.map((item) => fields.positions.get(item) ?? -1);
    const [one, two] = places.map((place) => fields.items[place]) as [LineField | undefined, LineField | undefined];
    const [first = -1, second = -1] = places;
    return {
      items: places.filter((place) => place >= 0),
      holds: one && two ? ruleOf(name, one, two, first, second) : undefined,
    };
  });
}

function ruleOf(name: string, one: LineField, two: LineField, first: number, second: number): ByteRule | undefined {
  if (name === 'date-order' && one.item.type === 'date' && two.item.type === 'date') {
    return (bytes, froms) => {
      const a = froms[first] as number;
      const b = froms[second] as number;
      if (a < 0 || b < 0) return true;
      for (let index = 0; index < 10; index += 1) {
        const difference = (bytes[a + index] as number) - (bytes[b + index] as number);
        if (difference !== 0) return difference < 0;
      }
      return true;
    };
  }
  if (name === 'birth-date-matches-citizen-id' && one.item.type === 'date' && two.item.type === 'citizen-id') {
    return (bytes, froms) => {
      const date = froms[first] as number;
      const id = froms[second] as number;
      if (date < 0 || id < 0) return true;
      if (!isDate(bytes, date)) return false;
      // YYYY-MM-DD against the eight digits from the seventh on.
      for (let index = 0, at = id + 6; index < 10; index += 1) {
        if (index === 4 || index === 7) continue;
        if (bytes[date + index] !== bytes[at]) return false;
        at += 1;
      }
      return true;
    };
  }
  if (name === 'sex-matches-citizen-id' && two.item.type === 'citizen-id') {
    return (bytes, froms, tos) => {
      const sex = froms[first] as number;
      const id = froms[second] as number;
      if (sex < 0 || id < 0) return true;
      const stated = bytes[sex] as number;
      // Only 1 and 2 (GB/T 2261.1) can contradict; a longer text is neither.
      if ((tos[first] as number) - sex !== 1 || (stated !== 0x31 && stated !== 0x32)) return true;
      return ((bytes[id + 16] as number) & 1) === (stated === 0x31 ? 1 : 0);
    };
  }
  return undefined;
}
