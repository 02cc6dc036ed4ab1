import { fileURLToPath } from 'node:url';
import type { ModuleDatabase } from '@platform/database';
import { openDrawing, type Drawing } from '@platform/documents';
import type { Foundations, Module } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { LicencesPort } from './contract/index.ts';
import { answerVerification } from './features/answer-verification.ts';
import { listMyLicences } from './features/list-my-licences.ts';
import { listVerifications } from './features/list-verifications.ts';
import { objectToDecision } from './features/object-to-decision.ts';
import { restoreLicence, revokeLicence } from './features/act-on-licence.ts';
import { showMyLicence } from './features/show-my-licence.ts';
import { showMyLicenceFile } from './features/show-my-licence-file.ts';
import { verifyFile } from './features/verify-file.ts';
import { verifyToken } from './features/verify-token.ts';
import { licenceMeasures } from './measures.ts';
import { licencesPort } from './port.ts';
import { onCaseDecided } from './reactions/on-case-decided.ts';
import { onCommitmentBroken } from './reactions/on-commitment-broken.ts';
import { onRecordChanged } from './reactions/on-record-changed.ts';
import { renderFile } from './render-file.ts';
import { licenceContents, type Contents } from './sealed-contents.ts';
import { openTrust, type Trust } from './trust.ts';

export type LicencesDeps = Foundations & {
  cases: Pick<CasesPort, 'brokenCommitment' | 'issueFacts'>;
  matters: Pick<MattersPort, 'get'>;
  organisations: OrganisationsPort;
  /** Working days in which an officer looks into a changed fact. */
  verificationDays?: number;
};

/** Everything a part of this module may need. */
export type LicenceTools = LicencesDeps & {
  db: ModuleDatabase;
  contents: Contents;
  trust: Trust;
  drawing: Drawing;
  verificationDays: number;
};

/** E-licences (电子证照): issued, shown, verified, suspended and restored. */
export function createLicences(deps: LicencesDeps): Module & { port: LicencesPort } {
  const tools: LicenceTools = {
    ...deps,
    db: deps.database.forModule('licences'),
    contents: licenceContents(deps.sealer),
    trust: openTrust(deps),
    drawing: openDrawing(),
    verificationDays: deps.verificationDays ?? 5,
  };
  return {
    name: 'licences',
    port: licencesPort(tools),
    migrations: { module: 'licences', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listMyLicences(tools),
      showMyLicence(tools),
      showMyLicenceFile(tools),
      objectToDecision(tools),
      verifyToken(tools),
      verifyFile(tools),
      listVerifications(tools),
      answerVerification(tools, 'confirm'),
      answerVerification(tools, 'dismiss'),
      restoreLicence(tools),
      revokeLicence(tools),
    ],
    reactions: [onCaseDecided(tools), onCommitmentBroken(tools), onRecordChanged(tools)],
    jobs: [renderFile(tools)],
    measures: licenceMeasures(tools),
    stop: () => tools.drawing.stop(),
  };
}
