import { sm3 } from '@platform/crypto';
import { copyLine, type Value } from '@platform/sources';

/** How many rows a line has, and the sum of their hashes (128 bits, hex): equal on both sides whatever the order, and kept up to date by adding and subtracting. */
export type RowState = { readonly count: number; readonly sum: string };

const MODULUS = 1n << 128n;

/** 16 bytes that stand for a row: its key and values in the text form of COPY, SM3 cut in half. */
export function rowHash(key: readonly string[], values: readonly Value[]): Buffer {
  return sm3(`${copyLine(key)}${copyLine(values)}`).subarray(0, 16);
}

/** 16 bytes that stand for a key. */
export function keyHash(key: readonly string[]): Buffer {
  return sm3(copyLine(key)).subarray(0, 16);
}

export const EMPTY_STATE: RowState = { count: 0, sum: '0'.repeat(32) };

/** The state after rows with these hashes went and came. */
export function movedState(state: RowState, gone: Iterable<Buffer>, come: Iterable<Buffer>): RowState {
  let sum = BigInt(`0x${state.sum}`);
  let { count } = state;
  for (const hash of gone) {
    sum -= BigInt(`0x${hash.toString('hex')}`);
    count -= 1;
  }
  for (const hash of come) {
    sum += BigInt(`0x${hash.toString('hex')}`);
    count += 1;
  }
  sum = ((sum % MODULUS) + MODULUS) % MODULUS;
  return { count, sum: sum.toString(16).padStart(32, '0') };
}
