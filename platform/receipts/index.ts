export {
  factsShape,
  openReceipts,
  receiptFacts,
  wholeFacts,
  type FactsShape,
  type Leaf,
  type Receipts,
  type ShapedFacts,
} from './receipts.ts';
export { hashing, type Hashing } from './hashing.ts';
export { startReceiptSealer, type ReceiptSealer } from './sealer.ts';
export { consumerName, openReceiptTrust, type ReceiptTrust } from './trust.ts';
export { headHash, headText, type ReceiptHead } from './head.ts';
export { leafHash, merkleTree, rootFrom, type MerkleTree } from './merkle.ts';
export {
  openReceiptArchive,
  signedHead,
  type ReceiptArchive,
  type BatchRow,
  type ConsumerRow,
  type ReceiptFilter,
  type ReceiptRow,
} from './archive.ts';
export {
  headsFile,
  removalsFile,
  pemOf,
  readPem,
  receiptFile,
  type ReceiptParts,
  type SignedHead,
} from './document.ts';
export { verifyReceiptFiles, type FileVerdict, type FolderVerdict, type ReceiptFault } from './verify.ts';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@platform/database';

export const receiptMigrations: MigrationSource = {
  module: 'platform/receipts',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};
export { forgetReceipts, type Forgotten, type HeldReceipts } from './forget.ts';
export { LEAST_RECEIPT_YEARS, type Removal } from './removal.ts';
