import type { FastifyRequest } from 'fastify';
import type { Actor, ApplicationActor } from '@platform/access';
import type { InterfaceCall } from '../contract/index.ts';
import { CALLING } from '../features/call-open-interface.ts';

/**
 * What a request that was refused at the door asked for, as far as it can be told; undefined when it was no call of an interface. Nothing in it
 * was verified: it is only recorded as refused.
 */
export function refusedCall(request: FastifyRequest, actor: ApplicationActor): InterfaceCall<Actor> | undefined {
  const { feature } = request.routeOptions.config as { feature?: string };
  if (feature === undefined || !CALLING.has(feature)) return undefined;
  const { id, version } = request.params as { id: string; version?: string };
  const body =
    typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {};
  return {
    interface: id,
    ...(version === undefined ? {} : { version }),
    application: actor.applicationId,
    actor,
    parameters: {},
    purpose: textOf(body['purpose']),
    caseNo: textOf(body['caseNo']),
    trace: request.trace,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 64) : '');
