import { canonicalJson } from '@platform/kernel';
import { byteaArray, instantArray, intArray, sql, textArray, uuidArray, type Sql, type Tx } from '@platform/database';
import { HASH_BYTES, writeLeafHash } from './merkle.ts';

/** What gave data to whom: one leaf of a batch. `facts` is the canonical text of what is proved; it holds hashes of what was said, never personal data. */
export type Leaf = {
  /** The id of the exchange, as its own record has it: a UUID of version 7. */
  id: string;
  at: Date;
  kind: 'call' | 'subscription' | 'file' | 'sandbox' | 'node';
  /** Organisation that gave. */
  provider: string;
  /** Application (or node) that took. */
  consumer: string;
  /** Canonical JSON ({@link receiptFacts}), whole or apart from what it has in common with others. */
  facts: Uint8Array | ShapedFacts;
};

/** Facts of one kind of exchange: the canonical JSON that they have in common, in pieces between which `values` stand. Neither holds a line feed, as no canonical JSON does. */
export type FactsShape = { readonly pieces: readonly string[]; readonly text: string };
export type ShapedFacts = { readonly shape: FactsShape; readonly values: readonly string[] };

/** @param pieces one more than there are values; the last is not empty */
export function factsShape(pieces: readonly string[]): FactsShape {
  return { pieces, text: pieces.join('\n') };
}

/** The facts as they are proved. */
export function wholeFacts({ shape: { pieces }, values }: ShapedFacts): string {
  let text = pieces[0] as string;
  for (let index = 0; index < values.length; index += 1)
    text += (values[index] as string) + (pieces[index + 1] as string);
  return text;
}

export type Receipts = {
  /** Appends leaves in the caller's transaction, all in one statement. */
  append(tx: Tx, leaves: readonly Leaf[]): Promise<void>;
  /** The statement that does so; undefined when there are none. */
  appending(leaves: readonly Leaf[]): Sql | undefined;
};

/** Facts as they are proved: canonical JSON (sorted keys, no white space, whole numbers) in UTF-8. */
export function receiptFacts(facts: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(canonicalJson(facts), 'utf8');
}

export function openReceipts(): Receipts {
  const appending: Receipts['appending'] = (leaves) => {
    if (leaves.length === 0) return undefined;
    const column = <K extends keyof Leaf>(name: K): Leaf[K][] => leaves.map((leaf) => leaf[name]);
    const shapes: string[] = [];
    const places = new Map<string, number>();
    const placeOf = ({ text }: FactsShape): number => {
      let place = places.get(text);
      if (place === undefined) places.set(text, (place = shapes.push(text)));
      return place;
    };
    const hashes = Buffer.allocUnsafe(leaves.length * HASH_BYTES);
    const kept: (Uint8Array | string)[] = [];
    const shapeOf: (number | null)[] = [];
    let [first, last] = [leaves[0] as Leaf, leaves[0] as Leaf];
    leaves.forEach((leaf, index) => {
      const { facts } = leaf;
      const shaped = 'shape' in facts;
      writeLeafHash(hashes, index * HASH_BYTES, shaped ? wholeFacts(facts) : facts);
      kept.push(shaped ? facts.values.join('\n') : facts);
      shapeOf.push(shaped ? placeOf(facts.shape) : null);
      if (leaf.id < first.id) first = leaf;
      if (leaf.id > last.id) last = leaf;
    });
    const times = leaves.map(({ at }) => at.getTime());
    return sql`select platform.append_receipts(${first.id}, ${last.id}, ${new Date(Math.min(...times))}, ${new Date(Math.max(...times))},
        ${uuidArray(column('id'))}::uuid[], ${instantArray(column('at'))}::timestamptz[], ${textArray(column('kind'))}::text[],
        ${textArray(column('provider'))}::text[], ${textArray(column('consumer'))}::text[], ${textArray(shapes)}::text[],
        ${intArray(shapeOf)}::int[], ${byteaArray(kept)}::bytea[], ${hashes}::bytea)`;
  };
  return {
    appending,
    async append(tx, leaves) {
      const statement = appending(leaves);
      if (statement) await tx.run(statement);
    },
  };
}
