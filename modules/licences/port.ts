import { shanghaiDate } from '@platform/kernel';
import type { LicencesPort, LicenceSummary } from './contract/index.ts';
import { statusOn } from './domain/licence.ts';
import type { LicenceTools } from './module.ts';
import { findLicenceByCase, findLicenceByIdentifier, type LicenceRow } from './store/licences.ts';

export function licencesPort(tools: LicenceTools): LicencesPort {
  const summary = (row: LicenceRow | undefined): LicenceSummary | undefined =>
    row && {
      licenceId: row.id,
      identifier: row.identifier,
      template: row.template,
      status: statusOn(row.status, row.validUntil, shanghaiDate(tools.clock.now())),
      subject: row.subject,
      caseId: row.caseId,
      issuedAt: row.issuedAt.toISOString(),
    };
  return {
    verifyIdentifier: async (identifier) =>
      summary(await tools.db.read((tx) => findLicenceByIdentifier(tx, identifier))),
    findByCase: async (caseId) => summary(await tools.db.read((tx) => findLicenceByCase(tx, caseId))),
  };
}
