import type { Actor, ApplicationActor } from '@platform/access';
import type { InterfaceCall } from '../contract/index.ts';

/**
 * What a request that was refused at the door asked for, as far as it can be told. Nothing in it was verified: it is only recorded as refused.
 */
export function refusedCall(
  params: { readonly id?: string; readonly version?: string },
  body: unknown,
  trace: string,
  actor: ApplicationActor,
): InterfaceCall<Actor> {
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return {
    interface: params.id ?? '',
    ...(params.version === undefined ? {} : { version: params.version }),
    application: actor.applicationId,
    actor,
    parameters: {},
    purpose: textOf(said['purpose']),
    caseNo: textOf(said['caseNo']),
    trace,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 64) : '');
