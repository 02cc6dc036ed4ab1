export {
  CHANNELS,
  openAudit,
  type Audit,
  type AuditFact,
  type Channel,
  type DataRead,
  type ListRead,
  type VisibleRead,
} from './audit.ts';
export {
  forgetReads,
  onReadList,
  readFiguresAbout,
  readGroupsAbout,
  readsAbout,
  readsAfter,
  readsBy,
  readerOf,
  type ChainedRead,
  type DisclosedRead,
  type ReadGroup,
  type ReadsFilter,
} from './reads.ts';
export { CHECKPOINT_KEY, startSequencer, type Sequencer } from './sequencer.ts';
export { LEAST_YEARS, verifyAudit, type AuditFault, type AuditReport } from './verify.ts';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@platform/database';

export const auditMigrations: MigrationSource = {
  module: 'platform/audit',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};
