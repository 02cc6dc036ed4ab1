import { DomainError, shanghaiDate, type Clock } from '@platform/kernel';
import type { Actor } from '@platform/access';
import type { Log } from '@platform/log';
import type { PackSet } from '@platform/packs';
import type { InterfacesPort } from '@modules/interfaces/contract';
import type { Matter, MatterPrefill } from '@modules/matters/contract';
import { valueAt } from './contract/index.ts';
import { NO_DATA, type Applicant, type CaseData } from './domain/contents.ts';

/** The name under which this module calls interfaces; grants of packs name it. */
export const APPLICATION = 'cases';

export type ReadDataDeps = { clock: Clock; log: Log; packs: PackSet; interfaces: Pick<InterfacesPort<Actor>, 'call'> };

/**
 * Fetches what the matter's interfaces know of the applicant, each call recorded under the case's number. An interface that
 * does not answer is noted, not fatal: its fields stay open, its papers are not saved, and it is asked again on submit.
 */
export async function readData(
  deps: ReadDataDeps,
  request: { matter: Matter; applicant: Applicant; caseNo: string; actor: Actor; trace: string },
): Promise<CaseData> {
  const data: CaseData = structuredClone(NO_DATA);
  const facts = {
    caseNo: request.caseNo,
    today: shanghaiDate(deps.clock.now()),
    applicant: request.applicant,
    form: {},
    data: {},
  };
  for (const prefill of request.matter.prefill) {
    // An interface about persons has no answer about a firm, nor the other way round.
    const wanted = Object.values(prefill.parameters).filter((path) => path.startsWith('$applicant.'));
    if (wanted.length > 0 && wanted.every((path) => valueAt(path, facts) === null)) continue;
    const parameters: Record<string, string> = {};
    for (const [name, path] of Object.entries(prefill.parameters)) {
      const value = valueAt(path, facts);
      if (value !== null) parameters[name] = String(value);
    }
    try {
      const answer = await deps.interfaces.call({
        interface: prefill.interface,
        application: APPLICATION,
        actor: request.actor,
        parameters,
        purpose: prefill.purpose,
        caseNo: request.caseNo,
        trace: request.trace,
      });
      if (answer.mode === 'rows' && answer.rows[0]) take(deps.packs, data, prefill, answer.rows[0]);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'unexpected';
      deps.log.warn(
        {
          code,
          interface: prefill.interface,
          caseNo: request.caseNo,
          trace: request.trace,
          ...(error instanceof DomainError ? {} : { error }),
        },
        'prefill failed',
      );
      data.failed.push(prefill.interface);
    }
  }
  return data;
}

type Row = {
  values: Record<string, string | null>;
  sources: Record<string, { organisation: string; resource: string; at: string }>;
};

function take(packs: PackSet, data: CaseData, prefill: MatterPrefill, row: Row): void {
  const grant = packs.find('grants', `${prefill.interface}/${APPLICATION}`)?.value;
  const purpose = grant?.purposes.find(({ id }) => id === prefill.purpose)?.title ?? {
    zh: prefill.purpose,
    en: prefill.purpose,
  };
  data.values[prefill.registry] = { ...data.values[prefill.registry], ...row.values };
  for (const [field, source] of Object.entries(row.sources))
    data.sources[`${prefill.registry}.${field}`] = { ...source, purpose };
}
