import { Type } from 'typebox';
import { actorLabel, asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { isCitizenId, isCreditCode } from '@platform/kernel';
import { SUBJECT } from '@platform/module';
import type { UpstreamsPort } from '../contract/index.ts';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { upstreamErrors } from '../domain/errors.ts';
import { lockService, setPaused, tellServices } from '../store/services.ts';
import { IdParams, strict } from './schemas.ts';

/** The application in whose name officers try a service. */
const CONSOLE = 'console';

/** `POST …/pause` with a reason that callers are told, and `…/resume`. */
export function pauseService(deps: Own, order: 'pause' | 'resume'): Feature {
  return feature({
    name: `upstreams.${order}-service`,
    method: 'POST',
    path: `/api/upstreams/:id/${order}`,
    summary:
      order === 'pause'
        ? { zh: '暂停调用上级服务', en: 'Pause a service of a level above' }
        : { zh: '恢复调用上级服务', en: 'Resume a service of a level above' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    ...(order === 'pause'
      ? { body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }, strict) }
      : {}),
    response: Type.Object({ paused: Type.Boolean() }),
    async handle({ actor, trace }, { params, body }) {
      const reason = (body as { reason: string } | undefined)?.reason.trim() ?? '';
      await deps.database.transaction(async (tx) => {
        if (!(await lockService(tx, params.id))) throw upstreamErrors.unknownService({ service: params.id });
        const by = actorLabel(actor).id;
        await setPaused(tx, params.id, order === 'pause' ? { at: deps.clock.now(), by, reason } : undefined);
        await tellServices(tx);
        await deps.audit.append(tx, {
          actor,
          action: `upstreams.${order}-service`,
          subject: `upstream-service:${params.id}`,
          ...(order === 'pause' ? { detail: { reason } } : {}),
          trace,
        });
      });
      await deps.book.refresh();
      deps.live.publish({ topic: LIVE_TOPIC, data: { service: params.id } });
      return { paused: order === 'pause' };
    },
  });
}

/** A call by an officer, to see whether the service answers. It reads a person's data like any other call: with purpose and case, and recorded. */
export function testService(
  deps: Own,
  call: (...given: [Parameters<UpstreamsPort['call']>[0], boolean]) => ReturnType<UpstreamsPort['call']>,
): Feature {
  return feature({
    name: 'upstreams.test-service',
    method: 'POST',
    path: '/api/upstreams/:id/test',
    summary: { zh: '试调用上级服务', en: 'Try a service of a level above' },
    access: { permission: 'upstreams.manage' },
    params: IdParams,
    rateLimit: 30,
    body: Type.Object(
      {
        parameters: Type.Record(Type.String({ maxLength: 48 }), Type.String({ maxLength: 500 })),
        purpose: Type.String({ minLength: 2, maxLength: 200 }),
        caseNo: Type.String({ minLength: 1, maxLength: 64 }),
      },
      strict,
    ),
    response: Type.Object({
      callId: Type.String(),
      rows: Type.Array(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
      upperId: Type.Optional(Type.String()),
      tries: Type.Integer(),
      ms: Type.Integer(),
    }),
    async handle({ actor, trace }, { params, body }) {
      const service = deps.book.service(params.id);
      const { organisation } = asStaff(actor);
      const callId = deps.ids.next();
      const subjects = Object.values(body.parameters).filter((value) => isCitizenId(value) || isCreditCode(value));
      await deps.database.transaction((tx) =>
        deps.audit.append(tx, {
          actor,
          action: 'upstreams.test-service',
          subject: `upstream-service:${service.id}`,
          detail: { call: callId, case: body.caseNo },
          trace,
        }),
      );
      const started = performance.now();
      const answer = await call(
        { service: service.id, application: CONSOLE, organisation, ...body, callId, trace },
        true,
      );
      const ms = Math.round(performance.now() - started);
      // Before the officer sees them. A try without an answer showed nobody's data, and nobody is told that theirs were read.
      await deps.database.transaction(async (tx) => {
        for (const subject of subjects)
          await deps.audit.recordRead(tx, {
            actor,
            organisation,
            subject: deps.blindIndex(subject, SUBJECT),
            channel: 'console',
            resource: `upstream:${service.id}`,
            fields: service.definition.fields.map((field) => field.name),
            purpose: { zh: body.purpose, en: body.purpose },
            caseNo: body.caseNo,
            trace,
          });
      });
      return {
        callId,
        rows: answer.rows.map((row) => ({ ...row })),
        ...(answer.upperId === undefined ? {} : { upperId: answer.upperId }),
        tries: answer.tries,
        ms,
      };
    },
  });
}
