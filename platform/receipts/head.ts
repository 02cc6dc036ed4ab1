import { canonicalJson } from '@platform/kernel';
import { sm3 } from '@platform/crypto';
import { HASH_BYTES } from './merkle.ts';

/** What is signed of a batch: its number, time, size, root, and the SM3 of the head before, so that heads make a chain. */
export type ReceiptHead = { no: bigint; at: Date; leaves: number; root: Buffer; previous: Buffer };

/** What stands before the first head. */
export const GENESIS = Buffer.alloc(HASH_BYTES);

/** The head as both sides sign it: canonical JSON. */
export function headText(head: ReceiptHead): string {
  return canonicalJson(headFields(head));
}

/** The head's link for the one after it. */
export function headHash(head: ReceiptHead): Buffer {
  return sm3(headText(head));
}

export function headFields({ no, at, leaves, root, previous }: ReceiptHead): {
  no: string;
  at: string;
  leaves: number;
  root: string;
  previous: string;
} {
  return {
    no: String(no),
    at: at.toISOString(),
    leaves,
    root: root.toString('hex'),
    previous: previous.toString('hex'),
  };
}
