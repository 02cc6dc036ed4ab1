import { shanghaiDate, type Clock } from '@platform/kernel';
import { validateForm, type FormSchema } from '@platform/forms';
import { httpErrors } from '@platform/http';
import type { Matter, MatterDecision, MattersPort } from '@modules/matters/contract';
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
  const facts = {
    caseNo: file.caseNo,
    today: shanghaiDate(now),
    applicant: file.applicant,
    form: file.form,
    data: file.data.values,
  };
  const inputs: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(file.matter.decision.inputs)) inputs[name] = valueAt(path, facts);
  const said = await deps.matters.decide(file.matter.id, file.matter.version, inputs);
  const silent = whyNotByRules(file, said);
  return {
    inputs,
    rulesHit: said.rulesHit,
    verdict: silent === undefined ? said.outcome : 'route',
    ...(said.reason === undefined ? {} : { reason: said.reason }),
    outputs: said.outputs,
    decisionVersion: said.version,
    matterVersion: file.matter.version,
    at: now.toISOString(),
    ...(silent === undefined ? {} : { silentBecause: silent }),
  };
}

/** Why the rules' word does not count, so that a person has to decide: their own failure, data that did not come, a refusal without a reason. */
function whyNotByRules(file: { matter: Matter; data: CaseData }, said: MatterDecision): string | undefined {
  if (said.silentBecause !== undefined) return said.silentBecause;
  if (said.outcome === 'route') return undefined;
  if (file.data.failed.length > 0) return 'cases.data-not-available';
  if (said.outcome === 'refuse' && file.matter.reasons[said.reason ?? ''] === undefined)
    return 'cases.refusal-without-reason';
  return undefined;
}
