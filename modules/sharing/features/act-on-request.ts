import { Type, type Static, type TObject } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { FieldFault, LocalText } from '@platform/kernel';
import { canLeave, deliver, lockedRequest, perform, take } from '../act.ts';
import type { Own } from '../deps.ts';
import { LIMITS } from '../domain/clock.ts';
import type { Command } from '../domain/decide.ts';
import { sharingErrors } from '../domain/errors.ts';
import type { Request } from '../domain/request.ts';
import { IdParams } from './hand-in-request.ts';
import { actAs, type Role } from './parties.ts';

const Words = Type.String({ minLength: 4, maxLength: 2000 });
const Law = Type.String({ minLength: 4, maxLength: 500 });
const Revision = { revision: Type.Integer({ description: 'Of the request that was looked at' }) };
const Answer = Type.Object({ id: Type.String(), no: Type.String(), state: Type.String(), revision: Type.Integer() });

const TOO_SHORT = { zh: '请写清楚，至少四个字', en: 'Please say it clearly, in four characters at least' };
const tooShort = (path: string): FieldFault => ({ path, code: 'required', message: TOO_SHORT });

/** An act on a request that is one command: what it is called, who may do it, what it needs. */
function act<B extends TObject>(
  deps: Own,
  given: {
    act: string;
    summary: LocalText;
    body: B;
    /** Parties that may do it, the first one named in a refusal; may depend on how the request stands. */
    roles: readonly Role[] | ((request: Request) => readonly Role[]);
    command: (body: Static<B>) => Command;
  },
): Feature {
  return feature({
    name: `sharing.${given.act}-request`,
    method: 'POST',
    path: `/api/sharing/requests/:id/${given.act}`,
    summary: given.summary,
    access: { permission: 'sharing.read' },
    params: IdParams,
    body: given.body,
    response: Answer,
    handle: ({ actor, trace }, { params, body }) =>
      perform(deps, { actor, trace, request: params.id }, async (acting) => {
        const said = written(given.body, body as Static<B>);
        const { revision } = said as unknown as { revision: number };
        const row = await lockedRequest(acting.tx, params.id, revision);
        const roles = typeof given.roles === 'function' ? given.roles(row.document) : given.roles;
        const by = actAs(asStaff(actor), row.document, roles);
        const { id, no, state, revision: next } = await take(deps, acting, row, given.command(said), { by, actor });
        return { id, no, state, revision: next };
      }),
  });
}

/** Texts without the blanks around them. @throws sharing.bad-request for those in which nothing is said */
function written<B extends TObject>(schema: B, body: Static<B>): Static<B> {
  const told = Object.entries(body).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'string' ? value.trim() : value,
  ]);
  const fields = told.flatMap(([name, value]) => {
    const { minLength = 0 } = (schema.properties[name] ?? {}) as { minLength?: number };
    return typeof value === 'string' && value.length < minLength ? [tooShort(`/${name}`)] : [];
  });
  if (fields.length > 0) throw sharingErrors.badRequest({ count: fields.length }, { fields });
  return Object.fromEntries(told) as Static<B>;
}

/** The acts of all parties on a request, one feature each. */
export function requestActs(deps: Own): Feature[] {
  return [
    act(deps, {
      act: 'check',
      summary: { zh: '形式审查：通过，或不予受理', en: 'Formal check: pass, or turn down' },
      body: Type.Object(
        { ...Revision, pass: Type.Boolean(), reason: Type.Optional(Words), law: Type.Optional(Law) },
        { additionalProperties: false },
      ),
      roles: ['authority'],
      command({ pass, reason, law }) {
        if (pass) return { do: 'check', pass };
        if (!reason || !law) throw sharingErrors.reasonMissing();
        return { do: 'check', pass, reason, law };
      },
    }),
    act(deps, {
      act: 'return',
      summary: { zh: '退回补正（限一次，期间停表）', en: 'Return for correction (once; the clock stands still)' },
      body: Type.Object({ ...Revision, what: Words }, { additionalProperties: false }),
      roles: ({ state }) => (state === 'with-provider' ? ['provider'] : ['authority']),
      command: ({ what }) => ({ do: 'return', what }),
    }),
    act(deps, {
      act: 'decide',
      summary: {
        zh: '答复：同意、部分同意或不予同意（写明理由和依据）',
        en: 'Answer: agree, agree in part, or refuse with reason and law',
      },
      body: Type.Object(
        {
          ...Revision,
          fields: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 300 }),
          dropped: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 500 }))),
          /** With no fields: a refusal. */
          reason: Type.Optional(Words),
          law: Type.Optional(Law),
        },
        { additionalProperties: false },
      ),
      roles: ({ state }) => (state === 'with-authority' ? ['authority'] : ['provider']),
      command: ({ fields, dropped, reason, law }) => ({
        do: 'decide',
        fields,
        dropped: dropped ?? {},
        ...(reason === undefined ? {} : { reason }),
        ...(law === undefined ? {} : { law }),
      }),
    }),
    act(deps, {
      act: 'extend',
      summary: {
        zh: '提供单位申请延长答复期限（至多十个工作日，须主管部门同意）',
        en: 'The provider asks for more time (at most ten working days, with the authority’s consent)',
      },
      body: Type.Object(
        { ...Revision, days: Type.Integer({ minimum: 1, maximum: LIMITS.extension }), reason: Words },
        { additionalProperties: false },
      ),
      roles: ['provider'],
      command: ({ days, reason }) => ({ do: 'extend', days, reason }),
    }),
    act(deps, {
      act: 'answer-extension',
      summary: { zh: '主管部门答复延期申请', en: 'The authority answers a request for more time' },
      body: Type.Object({ ...Revision, consent: Type.Boolean(), reason: Words }, { additionalProperties: false }),
      roles: ['authority'],
      command: ({ consent, reason }) => ({ do: 'answer-extension', consent, reason }),
    }),
    act(deps, {
      act: 'object',
      summary: { zh: '对不予同意、部分同意或超期提出异议', en: 'Object to a refusal, dropped fields or silence' },
      body: Type.Object({ ...Revision, text: Words }, { additionalProperties: false }),
      roles: ['applicant'],
      command: ({ text }) => ({ do: 'object', text }),
    }),
    act(deps, {
      act: 'arbitrate',
      summary: { zh: '主管部门裁决异议', en: 'The authority settles an objection' },
      body: Type.Object(
        { ...Revision, uphold: Type.Boolean(), finding: Words, law: Law },
        { additionalProperties: false },
      ),
      roles: ['authority'],
      command: ({ uphold, finding, law }) => ({ do: 'arbitrate', uphold, finding, law }),
    }),
    act(deps, {
      act: 'urge',
      summary: { zh: '主管部门催办', en: 'The authority presses for it' },
      body: Type.Object({ ...Revision, text: Words }, { additionalProperties: false }),
      roles: ['authority'],
      command: ({ text }) => ({ do: 'urge', text }),
    }),
    act(deps, {
      act: 'rate',
      summary: { zh: '使用后评价数据质量', en: 'Rate the data’s quality after use' },
      body: Type.Object(
        {
          ...Revision,
          stars: Type.Integer({ minimum: 1, maximum: 5 }),
          text: Type.Optional(Type.String({ maxLength: 500 })),
        },
        { additionalProperties: false },
      ),
      roles: ['applicant'],
      command: ({ stars, text }) => ({ do: 'rate', stars, ...(text === undefined ? {} : { text }) }),
    }),
    act(deps, {
      act: 'end',
      summary: { zh: '申请单位结束使用', en: 'The applicant ends the use' },
      body: Type.Object({ ...Revision, reason: Words }, { additionalProperties: false }),
      roles: ['applicant'],
      command: ({ reason }) => ({ do: 'end', reason }),
    }),
    act(deps, {
      act: 'withdraw',
      summary: { zh: '撤回申请', en: 'Withdraw a request' },
      body: Type.Object({ ...Revision, reason: Words }, { additionalProperties: false }),
      roles: ['applicant'],
      command: ({ reason }) => ({ do: 'withdraw', reason }),
    }),
    deliverRequest(deps),
  ];
}

/** The provider (or the authority in its stead) delivers: from here the grant is in force. */
function deliverRequest(deps: Own): Feature {
  return feature({
    name: 'sharing.deliver-request',
    method: 'POST',
    path: '/api/sharing/requests/:id/deliver',
    summary: { zh: '交付：指定接口，授权生效', en: 'Deliver: name the interface, and the grant comes into force' },
    access: { permission: 'sharing.read' },
    params: IdParams,
    body: Type.Object(
      { ...Revision, interface: Type.Optional(Type.String({ maxLength: 64 })) },
      { additionalProperties: false },
    ),
    response: Answer,
    handle: ({ actor, trace }, { params, body }) =>
      perform(deps, { actor, trace, request: params.id }, async (acting) => {
        const row = await lockedRequest(acting.tx, params.id, body.revision);
        const request = row.document;
        const by = actAs(asStaff(actor), request, ['provider', 'authority']);
        const through = interfaceFor(deps, request, body.interface);
        if (!(await canLeave(deps, request))) throw sharingErrors.lineMissing();
        const done = await deliver(deps, acting, row, { interface: through, automatic: false, by, actor });
        return { id: done.id, no: done.no, state: done.state, revision: done.revision };
      }),
  });
}

/** @throws sharing.interface-missing, sharing.interface-not-covering */
function interfaceFor(deps: Own, request: Request, wanted: string | undefined): string | undefined {
  if (request.asked.delivery !== 'interface') return undefined;
  const fields = request.decision?.fields ?? [];
  const interfaces = deps.interfacesOf(request.asked.resource);
  if (wanted === undefined) throw sharingErrors.interfaceMissing();
  const found = interfaces.find((one) => one.id === wanted);
  const lacking = fields.filter((field) => !found?.fields.includes(field));
  if (!found || lacking.length > 0)
    throw sharingErrors.interfaceNotCovering({ interface: wanted, fields: (found ? lacking : fields).join('、') });
  return found.id;
}
