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
  shortReadList,
  readFiguresAbout,
  readGroupsAbout,
  readsAbout,
  readsAfter,
  readsBy,
  readerOf,
  type ChainedRead,
  type PassingRead,
  type DisclosedRead,
  type Held,
  type ReadGroup,
  type ReadsFilter,
} from './reads.ts';
export { CHECKPOINT_KEY, startSequencer, type Sequencer } from './sequencer.ts';
export { forgetEntries } from './forget.ts';
export { LEAST_AUDIT_MONTHS, LEAST_YEARS } from './gaps.ts';
export { verifyAudit, type AuditFault, type AuditReport } from './verify.ts';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@platform/database';

export const auditMigrations: MigrationSource = {
  module: 'platform/audit',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};
