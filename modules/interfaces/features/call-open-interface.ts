import { Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asApplication } from '@platform/access';
import { feature, type DirectAnswer, type DirectRequest, type Feature, type RequestContext } from '@platform/http';
import type { KeyRing } from '../application-keys.ts';
import type { CallDesk } from '../call-interface.ts';
import type { CallOutcome } from '../calls/entry.ts';
import { refusedCall } from '../calls/refused-call.ts';
import { ANSWER_FIELDS } from '../domain/answer-schema.ts';

const Answer = Type.Object({
  ...ANSWER_FIELDS,
  receipt: Type.Optional(
    Type.Object({ id: Type.String(), salt: Type.String() }, { description: 'Its proof: GET /api/open/receipts/:id' }),
  ),
});

const Body = Type.Object(
  {
    purpose: Type.String({ minLength: 1, maxLength: 64 }),
    caseNo: Type.String({ minLength: 1, maxLength: 64 }),
    parameters: Type.Record(Type.String(), Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

type CallBody = { purpose: string; caseNo: string; parameters: Record<string, string> };

/** Whether a body is a call as {@link Body} asks for, found out quickly; for anything else the schema says what is wrong. */
function isCall(body: unknown): body is CallBody {
  if (typeof body !== 'object' || body === null || Object.keys(body).length !== 3) return false;
  const { purpose, caseNo, parameters } = body as Record<string, unknown>;
  if (!isText(purpose, 1, 64) || !isText(caseNo, 1, 64)) return false;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return false;
  return Object.values(parameters).every((value) => isText(value, 0, 500));
}

const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'string' && value.length >= least && value.length <= most;

/** Features of calls: they take the nonce of a request themselves, in the transaction that answers. */
export const CALLING: ReadonlySet<string> = new Set([
  'interfaces.call-open-interface',
  'interfaces.call-open-interface-version',
]);

const SUMMARY = {
  zh: '调用数据接口（需密钥签名、用途和办件编号）',
  en: 'Call a data interface (signed by key, with purpose and case number)',
};

/** The door of departments' systems to data interfaces: key, signature, purpose and case number. */
export function callOpenInterface(deps: { desk: CallDesk; keys: KeyRing }): Feature[] {
  const answer = async (
    { actor, trace, request, reply }: RequestContext,
    params: { id: string; version?: string },
    body: { purpose: string; caseNo: string; parameters: Record<string, string> },
  ): Promise<FastifyReply> => {
    const signed = deps.keys.takeSigned(request);
    const outcome = await deps.desk.take(
      {
        interface: params.id,
        ...(params.version === undefined ? {} : { version: params.version }),
        application: asApplication(actor).applicationId,
        actor,
        ...body,
        trace,
      },
      signed,
    );
    return send(request, reply, outcome);
  };
  /** The same past the framework. */
  const direct = async (request: DirectRequest): Promise<DirectAnswer> => {
    const params = request.params as { id: string; version?: string };
    const { actor, use } = await deps.keys.verify(request, request.rawBody, (who, error) =>
      deps.desk.refuse(refusedCall(params, request.body, request.trace, who), error),
    );
    const { purpose, caseNo, parameters } = (isCall(request.body) ? request.body : request.checked()) as CallBody;
    const { body, sent } = await deps.desk.take(
      {
        interface: params.id,
        ...(params.version === undefined ? {} : { version: params.version }),
        application: actor.applicationId,
        actor,
        purpose,
        caseNo,
        parameters,
        trace: request.trace,
      },
      use,
    );
    return { status: 200, body, sent };
  };
  const common = {
    method: 'POST',
    access: { application: true },
    sendsItself: true,
    direct,
    body: Body,
    // The interface's own limit decides; this one only stops floods before any work is done.
    rateLimit: 6_000_000,
  } as const;
  return [
    feature({
      ...common,
      name: 'interfaces.call-open-interface',
      path: '/api/open/interfaces/:id',
      summary: SUMMARY,
      params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
      response: Answer,
      handle: (context, { params, body }) => answer(context, params, body) as never,
    }),
    feature({
      ...common,
      name: 'interfaces.call-open-interface-version',
      path: '/api/open/interfaces/:id/v/:version',
      summary: { zh: `${SUMMARY.zh}，指明版本`, en: `${SUMMARY.en}, of this version` },
      params: Type.Object({ id: Type.String({ maxLength: 64 }), version: Type.String({ maxLength: 20 }) }),
      response: Answer,
      handle: (context, { params, body }) => answer(context, params, body) as never,
    }),
  ];
}

/** The answer leaves as the text whose hash is in its receipt; whether it did is told. */
function send(request: FastifyRequest, reply: FastifyReply, { body, sent }: CallOutcome): FastifyReply {
  let told = false;
  const tell = (left: boolean): void => {
    if (told) return;
    told = true;
    sent(left);
  };
  reply.raw.once('finish', () => tell(true));
  reply.raw.once('close', () => tell(false));
  // Its caller may have gone before there was anything to send.
  if (request.raw.socket?.destroyed) tell(false);
  return reply.code(200).type('application/json; charset=utf-8').send(body);
}
