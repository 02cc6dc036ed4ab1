import { hash } from 'node:crypto';

// The tree of RFC 6962 §2.1 with SM3 in place of SHA-256: leaves and inner nodes are hashed with different first bytes, so that neither can pass for the other.
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export const HASH_BYTES = 32;

/** SM3(0x00 ‖ data); a text is taken as UTF-8, in which the first byte is the same. */
export function leafHash(data: Uint8Array | string): Buffer {
  return Buffer.from(hash('sm3', ofLeaf(data), 'hex'), 'hex');
}

/** The same, written into `target` from `at` on: for leaves in great numbers, each of which would else have a Buffer of its own. */
export function writeLeafHash(target: Buffer, at: number, data: Uint8Array | string): void {
  target.write(hash('sm3', ofLeaf(data), 'hex'), at, 'hex');
}

const ofLeaf = (data: Uint8Array | string): Uint8Array | string =>
  typeof data === 'string' ? `\0${data}` : Buffer.concat([LEAF, data]);

const node = Buffer.alloc(1 + 2 * HASH_BYTES);
node.set(NODE);

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return Buffer.from(nodeHex(left, right), 'hex');
}

function nodeHex(left: Uint8Array, right: Uint8Array): string {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return hash('sm3', node, 'hex');
}

/** A tree over leaf hashes, all its levels kept: the first has the leaves, the last the root alone. */
export type MerkleTree = { readonly leaves: number; readonly root: Buffer; path(place: number): Buffer[] };

/** @param hashes leaf hashes, 32 bytes after 32 bytes, at least one */
export function merkleTree(hashes: Buffer): MerkleTree {
  const leaves = hashes.length / HASH_BYTES;
  if (!Number.isInteger(leaves) || leaves === 0)
    throw new RangeError(`A tree needs whole leaf hashes, not ${hashes.length} bytes`);
  // Level by level, an odd last node going up as it is: the same tree as the RFC's, which splits at the largest power of two below the size.
  const levels: Buffer[] = [hashes];
  for (let level = hashes; level.length > HASH_BYTES; ) {
    const count = level.length / HASH_BYTES;
    const next = Buffer.allocUnsafe(Math.ceil(count / 2) * HASH_BYTES);
    for (let index = 0; index < count; index += 2) {
      const left = level.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
      const right = level.subarray((index + 1) * HASH_BYTES, (index + 2) * HASH_BYTES);
      const at = (index / 2) * HASH_BYTES;
      if (right.length === 0) left.copy(next, at);
      else next.write(nodeHex(left, right), at, 'hex');
    }
    levels.push(next);
    level = next;
  }
  return {
    leaves,
    root: levels.at(-1) as Buffer,
    path(place) {
      if (!Number.isInteger(place) || place < 0 || place >= leaves) throw new RangeError(`There is no leaf ${place}`);
      const path: Buffer[] = [];
      let at = place;
      for (const level of levels.slice(0, -1)) {
        const sibling = level.subarray((at ^ 1) * HASH_BYTES, ((at ^ 1) + 1) * HASH_BYTES);
        if (sibling.length > 0) path.push(Buffer.from(sibling));
        at >>= 1;
      }
      return path;
    },
  };
}

/** The root that a leaf and its path lead to (RFC 9162 §2.1.3.2); undefined when the path does not fit the place and the number of leaves. */
export function rootFrom(leaf: Buffer, place: number, leaves: number, path: readonly Buffer[]): Buffer | undefined {
  if (place < 0 || place >= leaves) return undefined;
  let hash = leaf;
  let at = place;
  let last = leaves - 1;
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}
