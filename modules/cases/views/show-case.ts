import type { Clock, Language, LocalText, WorkingCalendar } from '@platform/kernel';
import { isCitizenId, maskValue } from '@platform/kernel';
import type { Matter, MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { factsOf, RULES } from '../carry-out.ts';
import { may } from '../domain/case.ts';
import { clockView } from '../domain/clock.ts';
import type { FieldSource, Trace } from '../domain/contents.ts';
import { mergeForm, papersAsked, prefilledFields, scenarioOf } from '../domain/prefilled.ts';
import { AT_WINDOW_TITLES, STATE_TITLES, STEP_TITLES } from '../domain/titles.ts';
import type { Contents } from '../sealed-contents.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { StepRecord } from '../store/steps.ts';
import { stepsView } from './steps-view.ts';
import type { MyCase, WorkCase } from './shapes.ts';

export type ShowDeps = {
  clock: Clock;
  calendar: WorkingCalendar;
  contents: Contents;
  matters: MattersPort;
  organisations: OrganisationsPort;
};

/** The case for its applicant. */
export function myCase(deps: ShowDeps, record: CaseRecord, steps: readonly StepRecord[], language: Language): MyCase {
  const facts = factsOf(record);
  return {
    ...sharedView(deps, record, steps, language),
    ...(record.licenceId === null ? {} : { licenceId: record.licenceId }),
    ...(record.reviewStars === null ? {} : { review: { stars: record.reviewStars } }),
    allowed: (['submit', 'resubmit', 'withdraw'] as const).filter((action) => may(facts, action)),
  };
}

/** The case for the officer who handles it. The caller records the read. */
export function workCase(
  deps: ShowDeps,
  record: CaseRecord,
  steps: readonly StepRecord[],
  language: Language,
  allowed: WorkCase['allowed'],
): WorkCase {
  const matter = deps.matters.get(record.matter, record.matterVersion);
  const { name, citizenId } = deps.contents.applicant(record);
  const trace = deps.contents.trace(record);
  return {
    ...sharedView(deps, record, steps, language),
    applicant: { name, citizenId: isCitizenId(citizenId) ? maskValue(citizenId, 'citizen-id') : citizenId },
    revision: record.revision,
    receivedAt: (record.submittedAt ?? record.createdAt).toISOString(),
    // Rules of another version, where the case was moved to it, speak by that version's words.
    ...(trace ? { trace: traceView(deps.matters.get(record.matter, trace.matterVersion), trace) } : {}),
    history: historyOf(deps, steps).map((told, index) => {
      const note = deps.contents.note(steps[index] as StepRecord);
      return { ...told, ...(note === undefined ? {} : { note }) };
    }),
    reasons: Object.values(matter.reasons),
    legalBasis: legalBasis(matter),
    allowed,
  };
}

/** What happened, when and by which office; never an officer, and without what they wrote. */
export function historyOf(
  deps: Pick<ShowDeps, 'organisations'>,
  steps: readonly StepRecord[],
): { at: string; action: LocalText; by: LocalText }[] {
  return steps.map((step) => ({ at: step.at.toISOString(), action: stepTitle(step), by: byWhom(deps, step) }));
}

function sharedView(
  deps: ShowDeps,
  record: CaseRecord,
  steps: readonly StepRecord[],
  language: Language,
): Omit<MyCase, 'licenceId' | 'review' | 'allowed'> {
  const matter = deps.matters.get(record.matter, record.matterVersion);
  const data = deps.contents.data(record);
  const stored = deps.contents.form(record);
  const open = record.state === 'draft' || record.state === 'correction';
  const { sources, locked } = prefilledFields(matter, data);
  const form = open ? mergeForm(matter, data, stored) : stored;
  const { materials, papersSaved } = papersAsked(matter, data, form);
  const scenario = scenarioOf(matter, form);
  const trace = deps.contents.trace(record);
  const { correction, refusal, referral } = deps.contents.notice(record);
  const nameOf = (id: string): LocalText => deps.organisations.find(id)?.name ?? { zh: id, en: id };
  return {
    id: record.id,
    caseNo: record.caseNo,
    matter: record.matter,
    matterVersion: record.matterVersion,
    title: matter.title,
    ...(scenario ? { scenario: { code: scenario.code, title: scenario.title } } : {}),
    organisation: record.organisation,
    organisationName: nameOf(record.organisation),
    state: record.state,
    stateTitle: STATE_TITLES[record.state],
    formSchema: matter.formSchema,
    uiOrder: matter.uiOrder,
    form,
    sources: Object.fromEntries(
      Object.entries(sources).map(([field, source]: [string, FieldSource]) => [
        field,
        { ...source, organisationName: nameOf(source.organisation) },
      ]),
    ),
    locked,
    materials: materials.map(({ id, title, avoided, necessity, replacedByText }) => ({
      id,
      title,
      avoided,
      necessity,
      ...(replacedByText ? { replacedBy: replacedByText } : {}),
    })),
    papersSaved,
    steps: stepsView(record, steps, matter, nameOf),
    ...(record.deadline ? { clock: clockView(record.state, record.deadline, deps.clock.now(), deps.calendar) } : {}),
    ...(record.submittedAt ? { submittedAt: record.submittedAt.toISOString() } : {}),
    ...(trace ? { decision: decisionView(matter, record, trace, refusal) } : {}),
    ...(correction ? { correction } : {}),
    ...(referral
      ? {
          referral: {
            to: referral.to,
            at: record.updatedAt.toISOString(),
            reason: referral.reason,
            advice: referral.advice,
          },
        }
      : {}),
    ...(refusal
      ? { refusal: { reason: refusal.reason[language], basis: refusal.basis[language], remedies: remediesOf(matter) } }
      : {}),
  };
}

function decisionView(
  matter: Matter,
  record: CaseRecord,
  trace: Trace,
  refusal: { reason: LocalText } | undefined,
): NonNullable<MyCase['decision']> {
  const reason = record.instant || record.outcome === null ? reasonText(matter, trace) : refusal?.reason;
  return {
    outcome: record.outcome ?? 'routed',
    instant: record.instant,
    ...(reason ? { reason } : {}),
    rules: trace.rulesHit.map((rule) => ({ id: rule.id, text: ruleText(matter, trace, rule) })),
    version: trace.decisionVersion,
    at: (record.decidedAt ?? new Date(trace.at)).toISOString(),
  };
}

function traceView(matter: Matter, trace: Trace): NonNullable<WorkCase['trace']> {
  const reason = reasonText(matter, trace);
  return {
    inputs: trace.inputs,
    rulesHit: trace.rulesHit.map((rule) => ({ index: rule.index, id: rule.id, text: ruleText(matter, trace, rule) })),
    decision: trace.verdict,
    ...(reason ? { reason } : {}),
    version: trace.decisionVersion,
    at: trace.at,
  };
}

const SILENT: LocalText = {
  zh: '规则不能自动判断，由人工核实',
  en: 'The rules cannot tell by themselves; a person looks at it',
};

/** What the pack says for the reason the rules gave. */
export function reasonText(matter: Matter, trace: Pick<Trace, 'reason' | 'silentBecause'>): LocalText | undefined {
  if (trace.silentBecause !== undefined) return SILENT;
  return trace.reason === undefined ? undefined : matter.reasons[trace.reason];
}

/** A rule in words: the author's own; in English, where the author gave none, the reason of the same name. A rule without words speaks by its reason. */
function ruleText(matter: Matter, trace: Trace, rule: Trace['rulesHit'][number]): LocalText {
  const same = matter.reasons[rule.id] ?? reasonText(matter, trace);
  if (rule.text) return { zh: rule.text, en: rule.textEn ?? same?.en ?? rule.text };
  return same ?? { zh: `第 ${rule.index} 条规则`, en: `Rule ${rule.index}` };
}

export function legalBasis(matter: Matter): LocalText[] {
  return matter.legalBasis.map(({ title, article }) => ({
    zh: `${title.zh}${article?.zh ?? ''}`,
    en: [title.en, article?.en].filter(Boolean).join(', '),
  }));
}

/** What may be done against a refusal, and where. */
export function remediesOf({ rights }: Matter): LocalText[] {
  return [
    {
      zh: `可自知道本决定之日起六十日内向${rights.review.organ.zh}申请行政复议`,
      en: `You may apply to ${rights.review.organ.en} for administrative review within sixty days of learning of this decision`,
    },
    {
      zh: `也可在六个月内向${rights.litigation.organ.zh}提起行政诉讼`,
      en: `or bring an action before ${rights.litigation.organ.en} within six months`,
    },
  ];
}

const BY_RULES: LocalText = { zh: '规则', en: 'The rules' };
/** What an applicant does themselves; the other steps under their name are what the rules made of it at once. */
const OWN_STEPS: readonly string[] = ['created', 'submitted', 'resubmitted', 'withdrawn'];

/** What officers do for an applicant at a window says so. */
const stepTitle = ({ kind, byKind }: StepRecord): LocalText =>
  (byKind === 'staff' ? AT_WINDOW_TITLES[kind] : undefined) ?? STEP_TITLES[kind] ?? { zh: kind, en: kind };

function byWhom(deps: Pick<ShowDeps, 'organisations'>, step: StepRecord): LocalText {
  if (step.byKind === 'person') return OWN_STEPS.includes(step.kind) ? { zh: '申请人', en: 'Applicant' } : BY_RULES;
  if (step.byAccount === RULES) return BY_RULES;
  if (step.byOrganisation === null) return { zh: '系统', en: 'The system' };
  return deps.organisations.find(step.byOrganisation)?.name ?? { zh: step.byOrganisation, en: step.byOrganisation };
}
