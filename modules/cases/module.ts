import { fileURLToPath } from 'node:url';
import type { Actor } from '@platform/access';
import type { Foundations, Module } from '@platform/module';
import type { IdentityPort } from '@modules/identity/contract';
import type { InterfacesPort } from '@modules/interfaces/contract';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { CasesPort } from './contract/index.ts';
import { DEFAULT_LIMITS, type CaseLimits } from './domain/clock.ts';
import { acceptCase, approveCase, refuseCase, requestCorrection } from './features/decide-case.ts';
import { listMyCases } from './features/list-my-cases.ts';
import { listWorkCases } from './features/list-work-cases.ts';
import { openDraft } from './features/open-draft.ts';
import { saveDraft } from './features/save-draft.ts';
import { showMyCase } from './features/show-my-case.ts';
import { showWorkCase } from './features/show-work-case.ts';
import { resubmitCase, submitCase } from './features/submit-case.ts';
import { withdrawCase } from './features/withdraw-case.ts';
import { caseMeasures } from './measures.ts';
import { casesPort } from './port.ts';
import { onLicenceIssued } from './reactions/on-licence-issued.ts';
import { onReviewGiven } from './reactions/on-review-given.ts';
import { caseContents } from './sealed-contents.ts';
import { recomputeProvisional, watchLimits, WATCH_LIMITS } from './watch-limits.ts';

export type CasesDeps = Omit<Foundations, 'keys' | 'files' | 'settings'> & {
  identity: Pick<IdentityPort, 'citizenOf' | 'subjectOf'>;
  organisations: OrganisationsPort;
  interfaces: Pick<InterfacesPort<Actor>, 'call'>;
  matters: MattersPort;
  /** The city's own limits for answering and correcting. */
  limits?: Partial<CaseLimits>;
};

/** Everything a part of this module may need. */
export type CaseTools = Omit<CasesDeps, 'limits'> & {
  db: ReturnType<Foundations['database']['forModule']>;
  contents: ReturnType<typeof caseContents>;
  limits: CaseLimits;
};

/** Cases (办件): one person's use of a matter, from draft to completion. */
export function createCases(deps: CasesDeps): Module & { port: CasesPort } {
  const tools: CaseTools = {
    ...deps,
    db: deps.database.forModule('cases'),
    contents: caseContents(deps.sealer),
    limits: { ...DEFAULT_LIMITS, ...deps.limits },
  };
  return {
    name: 'cases',
    port: casesPort(tools),
    migrations: { module: 'cases', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      openDraft(tools),
      listMyCases(tools),
      showMyCase(tools),
      saveDraft(tools),
      submitCase(tools),
      resubmitCase(tools),
      withdrawCase(tools),
      listWorkCases(tools),
      showWorkCase(tools),
      acceptCase(tools),
      requestCorrection(tools),
      approveCase(tools),
      refuseCase(tools),
    ],
    reactions: [onLicenceIssued(tools), onReviewGiven(tools)],
    jobs: [watchLimits(tools)],
    schedules: [{ name: WATCH_LIMITS.name, crontab: '5 * * * *' }],
    measures: caseMeasures(tools),
    prepare: () => recomputeProvisional(tools),
  };
}
