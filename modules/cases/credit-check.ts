import type { Actor } from '@platform/access';
import { DomainError, isCitizenId } from '@platform/kernel';
import type { Foundations } from '@platform/module';
import type { InterfacesPort } from '@modules/interfaces/contract';
import type { CreditPort, CreditRecord } from './contract/index.ts';
import { judgeCredit, type CreditFinding } from './domain/credit.ts';
import type { CaseTools } from './module.ts';
import { APPLICATION } from './read-data.ts';
import type { CaseRecord } from './store/case-record.ts';

/** The purpose of a grant under which this module asks for credit records. */
const PURPOSE = 'credit-check';

/**
 * The city's credit records through a data interface: the one that the packs grant to this module for the purpose `credit-check`; undefined where
 * they grant none. Its rows name `title`, and for a measure of the national list `measure` and `measure_basis`.
 */
export function creditByInterface(
  deps: Pick<Foundations, 'packs'> & { interfaces: Pick<InterfacesPort<Actor>, 'call'> },
): CreditPort<Actor> | undefined {
  const grant = deps.packs
    .all('grants')
    .find(({ value }) => value.consumer === APPLICATION && value.purposes.some(({ id }) => id === PURPOSE));
  if (!grant) return undefined;
  return {
    async records({ citizenId, caseNo, actor, trace }) {
      const answer = await deps.interfaces.call({
        interface: grant.value.interface,
        application: APPLICATION,
        actor,
        parameters: isCitizenId(citizenId) ? { citizenId } : { creditCode: citizenId },
        purpose: PURPOSE,
        caseNo,
        trace,
      });
      if (answer.mode !== 'rows') return [];
      return answer.rows.flatMap(({ values, sources }): CreditRecord[] => {
        const { title, measure, measure_basis: basis } = values;
        if (!title) return [];
        const source = sources['title']?.organisation;
        return [
          {
            title: same(title),
            ...(measure && basis ? { measure: { title: same(measure), basis: same(basis) } } : {}),
            ...(source === undefined ? {} : { organisation: source }),
          },
        ];
      });
    },
  };
}

const same = (text: string): { zh: string; en: string } => ({ zh: text, en: text });

/** Asks for the applicant's credit records, outside any transaction; undefined where the city has no such check. */
export async function checkCredit(
  tools: CaseTools,
  record: CaseRecord,
  context: { actor: Actor; trace: string },
): Promise<CreditFinding | undefined> {
  if (!tools.credit) return undefined;
  const { citizenId } = tools.contents.applicant(record);
  try {
    const records = await tools.credit.records({ citizenId, caseNo: record.caseNo, ...context });
    return judgeCredit(records, tools.clock.now());
  } catch (error) {
    const code = error instanceof DomainError ? error.code : 'unexpected';
    tools.log.warn({ code, caseNo: record.caseNo, trace: context.trace }, 'credit check failed');
    return judgeCredit(undefined, tools.clock.now());
  }
}
