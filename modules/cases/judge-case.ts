import { shanghaiDate, type Clock, type FieldFault } from '@platform/kernel';
import { limited, TookTooLong } from '@platform/kernel/authored';
import { settleForm, validateForm, type FormFacts, type FormSchema } from '@platform/forms';
import { httpErrors } from '@platform/http';
import type { Matter, MatterDecision, MattersPort } from '@modules/matters/contract';
import { valueAt } from './contract/index.ts';
import type { Applicant, CaseData, Trace } from './domain/contents.ts';
import { papersOf } from './domain/prefilled.ts';
import { caseErrors } from './errors.ts';

/**
 * The form that counts: what is not asked dropped, what is computed computed, papers that data replace not asked for. Refuses one that
 * does not fit, naming every field.
 * @throws http.bad-input, cases.form-endless
 */
export function demandForm(
  deps: { clock: Clock },
  matter: Matter,
  data: CaseData,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const facts = formFacts(deps.clock, matter, data);
  const fields = faultsOf(matter, given, facts);
  if (fields.length > 0) throw httpErrors.badInput({ count: fields.length }, { fields });
  return settleForm(matter.formSchema as FormSchema, given, facts).data;
}

/** Within a limit: a pattern that an author wrote may go back for ever over what an applicant wrote. */
function faultsOf(matter: Matter, given: Record<string, unknown>, facts: FormFacts): FieldFault[] {
  try {
    return limited(() => validateForm(matter.formSchema as FormSchema, given, facts));
  } catch (error) {
    if (error instanceof TookTooLong) throw caseErrors.formEndless({ matter: matter.title }, { cause: error });
    throw error;
  }
}

/** What the form of a case knows beside its answers. */
export function formFacts(clock: Clock, matter: Matter, data: CaseData): FormFacts {
  const avoided = papersOf(matter, data).materials.filter((material) => material.avoided);
  return { today: shanghaiDate(clock.now()), without: avoided.map(({ id }) => id) };
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
