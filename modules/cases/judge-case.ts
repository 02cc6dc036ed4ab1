import { shanghaiDate, type Clock } from '@platform/kernel';
import { validateForm, type FormSchema } from '@platform/forms';
import { httpErrors } from '@platform/http';
import type { Matter, MattersPort } from '@modules/matters/contract';
import { valueAt } from './contract/index.ts';
import type { Applicant, CaseData, Trace } from './domain/contents.ts';

/**
 * Refuses a form that does not fit, naming every field.
 * @throws http.bad-input
 */
export function demandForm(matter: Matter, form: Record<string, unknown>): void {
  const fields = validateForm(matter.formSchema as FormSchema, form);
  if (fields.length > 0) throw httpErrors.badInput({ count: fields.length }, { fields });
}

/** Asks the matter's rules, with the inputs its pack declares; the answer is the trace the case keeps. */
export async function judge(
  deps: { clock: Clock; matters: Pick<MattersPort, 'decide'> },
  file: { matter: Matter; caseNo: string; applicant: Applicant; form: Record<string, unknown>; data: CaseData },
): Promise<Trace> {
  const now = deps.clock.now();
  const facts = { caseNo: file.caseNo, today: shanghaiDate(now), applicant: file.applicant, form: file.form, data: file.data.values };
  const inputs: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(file.matter.decision.inputs)) inputs[name] = valueAt(path, facts);
  const said = await deps.matters.decide(file.matter.id, file.matter.version, inputs);
  // An interface that did not answer leaves the rules half blind: a person looks.
  const blind = file.data.failed.length > 0 && said.outcome !== 'route';
  return {
    inputs,
    rulesHit: said.rulesHit,
    verdict: blind ? 'route' : said.outcome,
    ...(said.reason !== undefined && !blind ? { reason: said.reason } : {}),
    outputs: said.outputs,
    decisionVersion: said.version,
    matterVersion: file.matter.version,
    at: now.toISOString(),
    ...(blind ? { silentBecause: 'cases.data-not-available' } : said.silentBecause === undefined ? {} : { silentBecause: said.silentBecause }),
  };
}
