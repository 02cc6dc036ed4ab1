import { ageOn, citizenIdBirthDate, citizenIdSex, isCitizenId, type PlainDate } from '@platform/kernel';

/** What a value path of a pack may speak of. */
export type ValueFacts = {
  caseNo: string;
  /** The date in Shanghai. */
  today: PlainDate;
  applicant: { citizenId: string; name: string };
  form: Readonly<Record<string, unknown>>;
  /** By registry. */
  data: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  decision?: Readonly<Record<string, unknown>>;
};

/**
 * The value a path of a pack names (`$form.x.y`, `$data.<registry>.<field>`, `$applicant.age`, `$applicant.creditCode` of a firm, `$case.number`, `$today`,
 * `$decision.x`); null where nothing is known.
 */
export function valueAt(path: string, facts: ValueFacts): unknown {
  const [root = '', ...steps] = path.replace(/^\$/, '').split('.');
  switch (root) {
    case 'today':
      return facts.today;
    case 'case':
      return facts.caseNo;
    case 'applicant':
      return applicantValue(steps[0] ?? '', facts);
    case 'form':
      return deep(facts.form, steps);
    case 'data':
      return deep(facts.data, steps);
    case 'decision':
      return deep(facts.decision ?? {}, steps);
    default:
      return null;
  }
}

function applicantValue(what: string, { applicant, today }: ValueFacts): unknown {
  const { citizenId, name } = applicant;
  if (what === 'name') return name;
  const isPerson = isCitizenId(citizenId);
  if (what === 'creditCode') return isPerson ? null : citizenId;
  if (!isPerson) return null;
  if (what === 'citizenId') return citizenId;
  if (what === 'birthDate') return citizenIdBirthDate(citizenId);
  if (what === 'age') return ageOn(citizenIdBirthDate(citizenId), today);
  if (what === 'sex') return citizenIdSex(citizenId);
  return null;
}

function deep(from: unknown, steps: readonly string[]): unknown {
  let current: unknown = from;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return null;
    current = (current as Record<string, unknown>)[step];
  }
  return current ?? null;
}
