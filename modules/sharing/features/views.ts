import { Type } from 'typebox';
import type { StaffActor } from '@platform/access';
import { LocalText, shanghaiDate } from '@platform/kernel';
import { PLATFORM_APPLICATIONS } from '@platform/packs';
import type { Own } from '../deps.ts';
import { gradeOf } from '../domain/assess.ts';
import { daysOver, deadlineOf, stageOf, standsStill, type Clock } from '../domain/clock.ts';
import { responsibleFor } from '../domain/decide.ts';
import type { Asked, Decision, Request } from '../domain/request.ts';
import { CLOCK_WORDS, STATE_WORDS } from '../domain/words.ts';
import type { RequestRow, StepRow } from '../store/requests.ts';
import { actsOf } from './acts-of.ts';

const Id = Type.String({ maxLength: 64 });
const Named = Type.Object({ id: Type.String(), title: LocalText });
export const DELIVERIES = ['interface', 'subscription', 'file', 'sandbox'] as const;

/** What is asked for, as it is sent. */
export const AskedBody = Type.Object(
  {
    resource: Id,
    fields: Type.Array(Id, { maxItems: 300 }),
    application: Id,
    delivery: Type.Enum([...DELIVERIES]),
    interface: Type.Optional(Id),
    purpose: Type.Object(
      {
        id: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 64 }),
        title: Type.Object(
          { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
          { additionalProperties: false },
        ),
      },
      { additionalProperties: false },
    ),
    legalBasis: Type.Object(
      { zh: Type.String({ minLength: 1, maxLength: 500 }), en: Type.String({ minLength: 1, maxLength: 500 }) },
      { additionalProperties: false },
    ),
    explanation: Type.String({ minLength: 1, maxLength: 2000 }),
    callsPerDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    rowsPerDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    from: Type.Optional(Type.String({ format: 'date' })),
    until: Type.String({ format: 'date' }),
  },
  { additionalProperties: false },
);

export const ClockView = Type.Object({
  kind: Type.Enum(['check', 'reply', 'deliver', 'arbitrate']),
  title: LocalText,
  days: Type.Integer(),
  stage: Type.Enum(['green', 'amber', 'red', 'overdue']),
  dueAt: Type.String(),
  dueDate: Type.String(),
  workdaysLeft: Type.Integer(),
  daysOver: Type.Integer(),
  provisional: Type.Boolean(),
});

/** A clock as people see it; undefined while it stands still. */
export function clockView(
  clock: Clock,
  deps: Pick<Own, 'calendar' | 'clock'>,
): Type.Static<typeof ClockView> | undefined {
  const deadline = deadlineOf(clock, deps.calendar);
  if (!deadline) return undefined;
  const now = deps.clock.now();
  return {
    kind: clock.kind,
    title: CLOCK_WORDS[clock.kind],
    days: clock.days,
    stage: stageOf(deadline, now),
    dueAt: deadline.at.toISOString(),
    dueDate: deadline.date,
    workdaysLeft: Math.max(0, deps.calendar.workdaysBetween(shanghaiDate(now), deadline.date)),
    daysOver: daysOver(deadline, now, deps.calendar),
    provisional: deadline.provisional,
  };
}

export const RequestSummary = Type.Object({
  id: Type.String(),
  no: Type.String(),
  state: Type.String(),
  stateTitle: LocalText,
  revision: Type.Integer(),
  resource: Named,
  applicant: Named,
  /** The node it came from; absent for requests made here. */
  node: Type.Optional(Named),
  provider: Named,
  application: Named,
  delivery: Type.Enum([...DELIVERIES]),
  purpose: LocalText,
  fieldCount: Type.Integer(),
  highestGrade: Type.Integer(),
  outcome: Type.Optional(Type.String()),
  atOnce: Type.Boolean(),
  submittedAt: Type.Optional(Type.String()),
  answeredAt: Type.Optional(Type.String()),
  updatedAt: Type.String(),
  responsible: Type.Optional(Named),
  clock: Type.Optional(ClockView),
  /** The clock stands still: the applicant corrects. */
  paused: Type.Boolean(),
  wasOverdue: Type.Boolean(),
  objection: Type.Optional(Type.String()),
  rating: Type.Optional(Type.Integer()),
});

/** The platform's own applications need no declaration in packs, and have no title there. */
const PLATFORM: LocalText = { zh: '一网平台·办件', en: 'Yiwang platform, cases' };

export function namer(deps: Pick<Own, 'organisations' | 'catalogue' | 'packs'>) {
  const same = (id: string): LocalText => ({ zh: id, en: id });
  return {
    organisation: (id: string) => ({ id, title: deps.organisations.find(id)?.short ?? same(id) }),
    resource: (id: string) => ({ id, title: deps.catalogue.find(id)?.title ?? same(id) }),
    application: (id: string) => ({
      id,
      title:
        deps.packs.all('applications').find(({ value }) => value.id === id)?.value.title ??
        (PLATFORM_APPLICATIONS.includes(id) ? PLATFORM : same(id)),
    }),
  };
}

/** An organisation that has a part in a request; one of another node by the name that node gave. */
const partyOf =
  (deps: Pick<Own, 'organisations' | 'catalogue' | 'packs'>, { origin }: Pick<Request, 'origin'>) =>
  (id: string): { id: string; title: LocalText } =>
    origin?.organisation.id === id ? { id, title: origin.organisation.name } : namer(deps).organisation(id);

export function summaryOf(deps: Own, row: RequestRow): Type.Static<typeof RequestSummary> {
  const name = namer(deps);
  const request = row.document;
  const { asked, decision } = request;
  const responsible = responsibleFor(request, deps.authority);
  const clock = request.clock && clockView(request.clock, deps);
  return {
    id: request.id,
    no: request.no,
    state: request.state,
    stateTitle: STATE_WORDS[request.state],
    revision: request.revision,
    resource: name.resource(asked.resource),
    applicant: partyOf(deps, request)(request.applicant),
    ...(request.origin ? { node: { id: request.origin.node.id, title: request.origin.node.name } } : {}),
    provider: name.organisation(request.provider),
    application: request.origin?.application ?? name.application(asked.application),
    delivery: asked.delivery,
    purpose: asked.purpose.title,
    fieldCount: asked.fields.length,
    highestGrade: request.highestGrade,
    ...(decision ? { outcome: decision.outcome, answeredAt: decision.at.toISOString() } : {}),
    atOnce: row.at_once,
    ...(request.submittedAt ? { submittedAt: request.submittedAt.toISOString() } : {}),
    updatedAt: row.updated_at.toISOString(),
    ...(responsible === undefined ? {} : { responsible: name.organisation(responsible) }),
    ...(clock ? { clock } : {}),
    paused: request.clock !== undefined && standsStill(request.clock),
    wasOverdue: row.was_overdue,
    ...(request.objection ? { objection: request.objection.state } : {}),
    ...(request.rating ? { rating: request.rating.stars } : {}),
  };
}

const DecisionView = Type.Object({
  outcome: Type.String(),
  by: Type.Enum(['rules', 'provider', 'authority']),
  organisation: Type.Optional(Named),
  at: Type.String(),
  fields: Type.Array(Type.String()),
  dropped: Type.Array(Type.Object({ field: Type.String(), reason: Type.String() })),
  reason: Type.Optional(LocalText),
  law: Type.Optional(LocalText),
  rule: Type.Optional(
    Type.Object({
      table: Type.Union([Type.String(), Type.Null()]),
      rule: Type.String(),
      row: Type.Integer(),
      clause: LocalText,
      inputs: Type.Record(Type.String(), Type.Unknown()),
      version: Type.String(),
    }),
  ),
});

function decisionView(deps: Own, decision: Decision): Type.Static<typeof DecisionView> {
  const { organisation, at, ...rest } = decision;
  return {
    ...rest,
    at: at.toISOString(),
    ...(organisation === null ? {} : { organisation: namer(deps).organisation(organisation) }),
  };
}

export const RequestDetail = Type.Interface([RequestSummary], {
  asked: Type.Object({
    ...AskedBody.properties,
  }),
  fields: Type.Array(
    Type.Object({ name: Type.String(), title: LocalText, grade: Type.Integer(), personal: Type.Boolean() }),
  ),
  level: Type.Enum(['rules', 'provider', 'authority']),
  shareType: Type.Optional(Type.String()),
  resourceVersion: Type.Optional(Type.String()),
  createdAt: Type.String(),
  proposed: Type.Optional(DecisionView),
  decision: Type.Optional(DecisionView),
  answerDays: Type.Optional(Type.Integer()),
  savedDays: Type.Optional(Type.Integer()),
  onTime: Type.Optional(Type.Boolean()),
  correction: Type.Optional(
    Type.Object({ what: Type.String(), at: Type.String(), by: Type.String(), doneAt: Type.Optional(Type.String()) }),
  ),
  extension: Type.Optional(
    Type.Object({
      days: Type.Integer(),
      reason: Type.String(),
      state: Type.Enum(['asked', 'consented', 'declined']),
      answer: Type.Optional(Type.String()),
    }),
  ),
  objectionDetail: Type.Optional(
    Type.Object({
      against: Type.Enum(['refusal', 'dropped-fields', 'silence']),
      text: Type.String(),
      at: Type.String(),
      state: Type.Enum(['open', 'upheld', 'dismissed']),
      finding: Type.Optional(Type.String()),
      law: Type.Optional(Type.String()),
      doneAt: Type.Optional(Type.String()),
      clock: Type.Optional(ClockView),
    }),
  ),
  deliveredBy: Type.Optional(
    Type.Object({
      at: Type.String(),
      interface: Type.Optional(Named),
      grantId: Type.String(),
      automatic: Type.Boolean(),
      grantState: Type.Optional(Type.String()),
    }),
  ),
  renews: Type.Optional(Type.Object({ id: Type.String() })),
  ratingText: Type.Optional(Type.String()),
  endReason: Type.Optional(LocalText),
  /** What whoever looks may do now. */
  acts: Type.Array(Type.String()),
  /** Interfaces over the resource, for whoever may deliver. */
  interfaces: Type.Array(
    Type.Object({ id: Type.String(), title: LocalText, mode: Type.String(), covers: Type.Boolean() }),
  ),
  steps: Type.Array(
    Type.Object({
      position: Type.Integer(),
      kind: Type.String(),
      at: Type.String(),
      byKind: Type.String(),
      organisation: Type.Optional(Named),
      detail: Type.Record(Type.String(), Type.Unknown()),
    }),
  ),
});

export function detailOf(
  deps: Own,
  row: RequestRow,
  steps: readonly StepRow[],
  actor: StaffActor,
): Type.Static<typeof RequestDetail> {
  const request = row.document;
  const party = partyOf(deps, request);
  const { asked, correction, extension, objection, delivery } = request;
  const resource = deps.catalogue.find(asked.resource);
  const acts = actsOf(deps, request, actor);
  const titleOf = (field: string): LocalText =>
    resource?.items.find((item) => item.name === field)?.title ?? { zh: field, en: field };
  const interfaces = asked.delivery === 'interface' ? deps.interfacesOf(asked.resource) : [];
  const arbitration = objection?.state === 'open' ? clockView(objection.clock, deps) : undefined;
  const state = delivery && deps.book.stateOf(delivery.grantId)?.state;
  return {
    ...summaryOf(deps, row),
    asked,
    fields: asked.fields.map((field) => ({
      name: field,
      title: titleOf(field),
      grade: resource ? gradeOf(resource, field) : request.highestGrade,
      personal: resource?.items.find((item) => item.name === field)?.personal ?? true,
    })),
    level: request.level,
    ...(resource ? { shareType: resource.shareType } : {}),
    ...(request.resourceVersion === undefined ? {} : { resourceVersion: request.resourceVersion }),
    createdAt: request.createdAt.toISOString(),
    ...(request.proposed ? { proposed: decisionView(deps, request.proposed) } : {}),
    ...(request.decision ? { decision: decisionView(deps, request.decision) } : {}),
    ...(row.answer_days === null ? {} : { answerDays: row.answer_days }),
    ...(row.saved_days === null ? {} : { savedDays: row.saved_days }),
    ...(row.answered_on_time === null ? {} : { onTime: row.answered_on_time }),
    ...(correction
      ? {
          correction: {
            what: correction.what,
            at: correction.at.toISOString(),
            by: correction.by,
            ...(correction.doneAt ? { doneAt: correction.doneAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(extension ? { extension } : {}),
    ...(objection
      ? {
          objectionDetail: {
            against: objection.against,
            text: objection.text,
            at: objection.at.toISOString(),
            state: objection.state,
            ...(objection.finding === undefined ? {} : { finding: objection.finding }),
            ...(objection.law === undefined ? {} : { law: objection.law }),
            ...(objection.doneAt ? { doneAt: objection.doneAt.toISOString() } : {}),
            ...(arbitration ? { clock: arbitration } : {}),
          },
        }
      : {}),
    ...(delivery
      ? {
          deliveredBy: {
            at: delivery.at.toISOString(),
            grantId: delivery.grantId,
            automatic: delivery.automatic,
            ...(delivery.interface === undefined
              ? {}
              : {
                  interface: {
                    id: delivery.interface,
                    title: interfaces.find((one) => one.id === delivery.interface)?.title ?? {
                      zh: delivery.interface,
                      en: delivery.interface,
                    },
                  },
                }),
            ...(state === undefined ? {} : { grantState: state }),
          },
        }
      : {}),
    ...(request.renews === undefined ? {} : { renews: { id: request.renews } }),
    ...(request.rating?.text === undefined ? {} : { ratingText: request.rating.text }),
    ...(request.endReason === undefined
      ? {}
      : {
          endReason:
            typeof request.endReason === 'string'
              ? { zh: request.endReason, en: request.endReason }
              : request.endReason,
        }),
    acts,
    interfaces: acts.includes('deliver')
      ? interfaces.map((one) => ({
          id: one.id,
          title: one.title,
          mode: one.mode,
          covers: (request.decision?.fields ?? asked.fields).every((field) => one.fields.includes(field)),
        }))
      : [],
    steps: steps.map((step) => {
      // What the rules do, they do while someone hands in.
      const byRules = step.by_kind === 'rules' || step.detail['byRules'] === true || step.detail['by'] === 'rules';
      return {
        position: step.position,
        kind: step.kind,
        at: step.at.toISOString(),
        byKind: byRules ? 'rules' : step.by_kind,
        ...(step.by_organisation === null || byRules ? {} : { organisation: party(step.by_organisation) }),
        detail: step.detail,
      };
    }),
  };
}

/** What is asked, with nothing undefined in it. */
export const askedOf = (body: Type.Static<typeof AskedBody>): Asked => body as Asked;
