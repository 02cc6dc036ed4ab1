import { Type } from 'typebox';
import { actorLabel, asStaff, type StaffActor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText, shanghaiDate } from '@platform/kernel';
import { canLeave, lockedRequest, perform, take, type Acting } from '../act.ts';
import type { Own } from '../deps.ts';
import { highestGrade, levelOf } from '../domain/assess.ts';
import { LIMITS } from '../domain/clock.ts';
import { sharingErrors } from '../domain/errors.ts';
import type { Asked, Request } from '../domain/request.ts';
import { nextRequestNo, NOTHING_YET, saveRequest, addSteps, findRequest } from '../store/requests.ts';
import { assess } from './assess.ts';
import { actAs } from './parties.ts';
import { AskedBody, askedOf, namer } from './views.ts';

const Answer = Type.Object({ id: Type.String(), no: Type.String(), state: Type.String(), revision: Type.Integer() });
const answerOf = ({ id, no, state, revision }: Request) => ({ id, no, state, revision });
export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Before it is sent: what is wrong with it, who will decide and how long that takes, or that it will be decided at once, and by which clause. */
export function previewRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.preview-request',
    method: 'POST',
    path: '/api/sharing/preview',
    summary: {
      zh: '提交前预判：当场决定还是由谁答复、几个工作日',
      en: 'Before handing in: decided at once, or by whom and within how many working days',
    },
    access: { permission: 'sharing.apply' },
    body: AskedBody,
    response: Type.Object({
      faults: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: LocalText })),
      highestGrade: Type.Integer(),
      level: Type.Enum(['rules', 'provider', 'authority']),
      /** Absent while something is wrong with it. */
      atOnce: Type.Optional(Type.Enum(['agree', 'refuse', 'propose'])),
      clause: Type.Optional(LocalText),
      law: Type.Optional(LocalText),
      /** Who has to act, in order. */
      by: Type.Array(Type.Object({ organisation: LocalText, days: Type.Integer(), what: Type.String() })),
      dueDate: Type.String(),
      provisional: Type.Boolean(),
      interface: Type.Optional(Type.Object({ id: Type.String(), title: LocalText })),
      /** What is asked for are changes, and no line feeds the resource yet. */
      noLine: Type.Boolean(),
    }),
    async handle({ actor }, { body }) {
      const applicant = asStaff(actor).organisation;
      const { resource, faults, assessment, through } = assess(deps, askedOf(body), applicant);
      const { rules, level, replyDays } = assessment;
      const name = namer(deps);
      const consent = level === 'authority' && rules?.outcome !== 'refuse';
      const authority = name.organisation(deps.authority ?? '').title;
      const by = [
        ...(rules || assessment.selfChecked
          ? []
          : [{ organisation: authority, days: LIMITS.check as number, what: 'check' }]),
        ...(rules
          ? []
          : [{ organisation: name.organisation(resource.provider).title, days: replyDays, what: 'reply' }]),
        ...(consent ? [{ organisation: authority, days: replyDays, what: 'consent' }] : []),
      ];
      const now = deps.clock.now();
      const days = rules ? (consent ? replyDays : 0) : replyDays + (assessment.selfChecked ? 0 : LIMITS.check);
      const due = deps.calendar.dueAt(now, days);
      return {
        faults: faults.map(({ path, code, message }) => ({ path, code, message })),
        highestGrade: assessment.highestGrade,
        level,
        ...(rules
          ? {
              atOnce:
                rules.outcome === 'refuse' ? ('refuse' as const) : consent ? ('propose' as const) : ('agree' as const),
              clause: rules.reason,
              law: rules.law,
            }
          : {}),
        by,
        dueDate: due.date,
        provisional: due.provisional,
        ...(through ? { interface: { id: through.id, title: through.title } } : {}),
        noLine: !(await canLeave(deps, { asked: askedOf(body) })),
      };
    },
  });
}

/** Makes a request: a draft, or handed in at once. */
export function makeRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.make-request',
    method: 'POST',
    path: '/api/sharing/requests',
    summary: { zh: '新建共享申请（草稿或直接提交）', en: 'Make a request for data: a draft, or handed in at once' },
    access: { permission: 'sharing.apply' },
    body: Type.Object({ asked: AskedBody, submit: Type.Boolean() }, { additionalProperties: false }),
    status: 201,
    response: Answer,
    async handle({ actor, trace }, { body }) {
      const staff = asStaff(actor);
      const id = deps.ids.next();
      return perform(deps, { actor, trace, request: id }, async (acting) => {
        const request = await createRequest(deps, acting, staff, id, askedOf(body.asked));
        if (!body.submit) return answerOf(request);
        return answerOf(await submit(deps, acting, staff, request));
      });
    },
  });
}

/** A new draft in the caller's transaction. */
export async function createRequest(
  deps: Own,
  { tx, now, trace }: Acting,
  staff: StaffActor,
  id: string,
  asked: Asked,
  renews?: string,
): Promise<Request> {
  const { resource } = assess(deps, asked, staff.organisation);
  const grade = highestGrade(
    resource,
    asked.fields.filter((field) => resource.items.some((item) => item.name === field)),
  );
  const no = `GX${shanghaiDate(now).replaceAll('-', '')}${String(await nextRequestNo(tx)).padStart(5, '0')}`;
  const request: Request = {
    id,
    no,
    state: 'draft',
    revision: 1,
    applicant: staff.organisation,
    account: staff.accountId,
    provider: resource.provider,
    asked,
    highestGrade: grade,
    level: levelOf(grade),
    createdAt: now,
    ...(renews === undefined ? {} : { renews }),
  };
  await saveRequest(tx, request, NOTHING_YET, now);
  const label = actorLabel(staff);
  await addSteps(tx, id, [{ kind: 'created', detail: renews === undefined ? {} : { renews } }], {
    at: now,
    kind: 'applicant',
    organisation: label.organisation,
    account: label.id,
  });
  await deps.audit.append(tx, {
    actor: staff,
    action: 'sharing.make-request',
    subject: `sharing-request:${id}`,
    detail: {
      resource: asked.resource,
      fields: asked.fields,
      application: asked.application,
      delivery: asked.delivery,
    },
    trace,
  });
  return request;
}

/** Hands in: formal rules first, then what the rules say. @throws sharing.bad-request */
export async function submit(deps: Own, acting: Acting, staff: StaffActor, request: Request): Promise<Request> {
  const by = actAs(staff, request, ['applicant']);
  const { faults, assessment } = assess(deps, request.asked, request.applicant, request.renews !== undefined);
  if (faults.length > 0) throw sharingErrors.badRequest({ count: faults.length }, { fields: faults });
  const row = await lockedRequest(acting.tx, request.id);
  return take(deps, acting, row, { do: 'submit', assessment }, { by, actor: staff });
}

/** Changes a draft, or a request that was returned for correction. */
export function editRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.edit-request',
    method: 'PUT',
    path: '/api/sharing/requests/:id',
    summary: { zh: '修改草稿或待补正的申请', en: 'Change a draft, or a request returned for correction' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Type.Object(
      { asked: AskedBody, revision: Type.Integer(), submit: Type.Boolean() },
      { additionalProperties: false },
    ),
    response: Answer,
    async handle({ actor, trace }, { params, body }) {
      const staff = asStaff(actor);
      return perform(deps, { actor, trace, request: params.id }, async (acting) => {
        const row = await lockedRequest(acting.tx, params.id, body.revision);
        const by = actAs(staff, row.document, ['applicant']);
        const asked = askedOf(body.asked);
        const { provider } = assess(deps, asked, row.document.applicant).resource;
        const edited = await take(deps, acting, row, { do: 'edit', asked, provider }, { by, actor });
        return answerOf(body.submit ? await submit(deps, acting, staff, edited) : edited);
      });
    },
  });
}

export function submitRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.submit-request',
    method: 'POST',
    path: '/api/sharing/requests/:id/submit',
    summary: { zh: '提交申请（符合规则的当场决定）', en: 'Hand in a request (decided at once where the rules say so)' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Type.Object({ revision: Type.Integer() }, { additionalProperties: false }),
    response: Answer,
    handle: ({ actor, trace }, { params, body }) =>
      perform(deps, { actor, trace, request: params.id }, async (acting) => {
        const row = await lockedRequest(acting.tx, params.id, body.revision);
        return answerOf(await submit(deps, acting, asStaff(actor), row.document));
      }),
  });
}

/** Asks for the same again with a later last day; when that is delivered, this one ends. */
export function renewRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.renew-request',
    method: 'POST',
    path: '/api/sharing/requests/:id/renew',
    summary: { zh: '续期：按原内容再次申请', en: 'Renew: ask for the same again until a later day' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Type.Object(
      { until: Type.String({ format: 'date' }), explanation: Type.String({ minLength: 4, maxLength: 2000 }) },
      { additionalProperties: false },
    ),
    status: 201,
    response: Answer,
    async handle({ actor, trace }, { params, body }) {
      const staff = asStaff(actor);
      const id = deps.ids.next();
      return perform(deps, { actor, trace, request: id }, async (acting) => {
        const { document: old } = await lockedRequest(acting.tx, params.id);
        const by = actAs(staff, old, ['applicant']);
        if (old.state !== 'in-use')
          throw sharingErrors.wrongState({
            state: { zh: '非使用中', en: 'not in use' },
            act: { zh: '续期', en: 'renew it' },
          });
        const { from: _from, ...asked } = old.asked;
        const fields = old.decision?.fields ?? asked.fields;
        const through = old.delivery?.interface;
        const again = await createRequest(
          deps,
          acting,
          staff,
          id,
          {
            ...asked,
            fields: [...fields],
            until: body.until,
            explanation: body.explanation,
            ...(through === undefined ? {} : { interface: through }),
          },
          old.id,
        );
        await addSteps(acting.tx, old.id, [{ kind: 'renewed', detail: { requestId: again.id, no: again.no } }], {
          at: acting.now,
          kind: by.as,
          organisation: by.organisation,
          account: by.account,
        });
        await submit(deps, acting, staff, again);
        const done = await findRequest(acting.tx, id);
        return answerOf(done?.document ?? again);
      });
    },
  });
}
