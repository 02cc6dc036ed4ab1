/** One place where two versions differ; `path` are steps into the definition, entries of lists by their id where they have one. */
export type Change = { path: string[]; before?: unknown; after?: unknown };

/** What differs between two definitions (or forms), each place once, the deepest that tells it apart. */
export function differences(before: unknown, after: unknown, path: string[] = []): Change[] {
  if (same(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    // A text in both languages is told as one.
    if (keys.every((key) => key === 'zh' || key === 'en')) return [{ path, before, after }];
    return keys.flatMap((key) => differences(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const [old, now] = [named(before), named(after)];
    if (old && now) {
      const keys = [...new Set([...old.keys(), ...now.keys()])];
      return keys.flatMap((key) => differences(old.get(key), now.get(key), [...path, key]));
    }
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

/** Entries of a list by what tells them apart: an id or serial, else their place. */
function named(list: readonly unknown[]): Map<string, unknown> | undefined {
  const keys = list.map((entry, index) => {
    if (!isRecord(entry)) return undefined;
    const name = entry['id'] ?? entry['serial'] ?? entry['interface'];
    return typeof name === 'string' ? name : `#${index + 1}`;
  });
  if (keys.includes(undefined)) return list.length === 0 ? new Map() : undefined;
  return new Map(list.map((entry, index) => [keys[index] as string, entry]));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}
