import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../port.ts';
import type { Kit } from './describe-connector.ts';
import type { KitChange, KitTable } from './harness.ts';
import { joinTables, loadWhole } from './join.ts';
import { byText, namesOf, peopleTable } from './reading-tests.ts';

/** Random writes on the keys of one remainder, so that two writers never want the same row at once. */
function writer(table: KitTable, keys: Set<number>, random: () => number, remainder: number) {
  const free = (): number => {
    for (;;) {
      const id = Math.floor(random() * 600) * 2 + remainder;
      if (!keys.has(id)) return id;
    }
  };
  const any = (): number | undefined => [...keys][Math.floor(random() * keys.size)];
  const row = (id: number): Value[] => [
    String(id),
    `v${Math.floor(random() * 1e9)}`,
    String(Math.floor(random() * 1e6)),
  ];
  return function transaction(): KitChange[] {
    return Array.from({ length: 1 + Math.floor(random() * 6) }, (): KitChange => {
      const id = any();
      const dice = random();
      // Never so many that no number is free: the search for one would not end.
      if (id === undefined || (dice < 0.3 && keys.size < 500)) {
        const fresh = free();
        keys.add(fresh);
        return { op: 'insert', table, row: row(fresh) };
      }
      if (dice < 0.5) {
        keys.delete(id);
        return { op: 'delete', table, key: [String(id)] };
      }
      if (dice < 0.65) {
        const fresh = free();
        keys.delete(id);
        keys.add(fresh);
        return { op: 'update', table, key: [String(id)], row: row(fresh) };
      }
      return { op: 'update', table, key: [String(id)], row: row(id) };
    });
  };
}

/** A small generator of numbers below 1 (mulberry32), so that a failing seed can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function describeJoining(kit: Kit): void {
  describe('joining chunks and changes', () => {
    test('gives exactly what the source has, whatever is written meanwhile', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.integer({ min: 20, max: 200 }), async (seed, rowsPerChunk) => {
          const source = kit.source();
          const { write } = source;
          const session = await kit.open({ connections: 6 });
          const { snapshot, capture } = session;
          if (write === undefined || capture === undefined || snapshot === undefined) return;
          const table = peopleTable('kit_joined');
          const random = randomFrom(seed);
          const keys = [new Set<number>(), new Set<number>()] as const;
          const rows: Value[][] = [];
          for (const [remainder, set] of keys.entries())
            for (let id = remainder; id < 1200; id += 2)
              if (random() < 0.6) {
                set.add(id);
                rows.push([String(id), `first${id}`, null]);
              }
          const shape = await session.shape(await source.createTable(table, rows));
          let writing = true;
          let transactions = 0;
          const writers = keys.map(async (set, remainder) => {
            const next = writer(table, set, random, remainder);
            while (writing) {
              await write(next());
              transactions += 1;
            }
          });
          const name = `kit_join_${(round += 1)}`;
          const { joined, tail } = await joinTables({
            snapshot,
            capture,
            name,
            tables: [{ shape, columns: namesOf(table) }],
            rowsPerChunk,
            atOnce: 2,
          }).finally(() => {
            writing = false;
          });
          await Promise.all(writers);
          expect(transactions).toBeGreaterThan(0);
          await tail.until(await capture.end());
          await tail.close();
          await capture.drop(name);
          const { rows: now } = await loadWhole(snapshot, shape, namesOf(table), 100_000);
          expect([...(joined[0]?.rows.values() ?? [])].map((row) => row as Value[]).toSorted(byText)).toEqual(
            now.toSorted(byText),
          );
          await session.close();
        }),
        { numRuns: 6, endOnFailure: true },
      );
    }, 60_000);
  });
}
