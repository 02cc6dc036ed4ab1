import { SUBJECT, type Foundations } from '@platform/module';
import { isCitizenId, isCreditCode } from '@platform/kernel';
import type { UpstreamsPort } from '@modules/upstreams/contract';
import type { Backend } from '../domain/answering.ts';
import { answerRecords } from '../domain/answer-records.ts';
import { checkedParameters } from '../domain/parameters.ts';
import type { FoundRecord } from '../domain/records.ts';
import { interfaceErrors } from '../errors.ts';
import { UPSTREAM_PROVIDER } from '../ground.ts';

/**
 * Answers interfaces that stand on a service of the level above: asked as it wants to be asked, masked and recorded as our own. People it is
 * about are known by the identifiers that were asked with.
 */
export function upstreamBackend(
  deps: Pick<Foundations, 'blindIndex' | 'clock'> & { upstreams: Pick<UpstreamsPort, 'call'> },
): Backend {
  return {
    kind: 'upstream',
    where: 'outside',
    provider: () => UPSTREAM_PROVIDER,
    checked: checkedParameters,
    async answer(prepared) {
      const { call, definition, grant, parameters } = prepared;
      // Only what the service takes goes up; what it gives is compared here.
      const asked = definition.parameters.filter(
        ({ name, field }) => parameters[name] !== undefined && definition.ground.asks?.includes(field),
      );
      const answer = await deps.upstreams.call({
        service: definition.ground.id,
        application: grant.application,
        organisation: grant.organisation,
        parameters: Object.fromEntries(asked.map(({ name, field }) => [field, parameters[name] as string])),
        purpose: call.purpose,
        caseNo: call.caseNo,
        callId: prepared.id,
        trace: call.trace,
      });
      if (!Array.isArray(answer.rows)) throw interfaceErrors.upstreamOdd();
      const at = deps.clock.now().toISOString();
      const found = answer.rows.slice(0, definition.limits.rowsMax).map((values): FoundRecord => {
        // What was asked with and does not come back is taken as found: the level above searched by it.
        const all: Record<string, string | null> = { ...values };
        for (const { name, field } of asked) all[field] ??= parameters[name] ?? null;
        const source = { organisation: UPSTREAM_PROVIDER, resource: definition.ground.id, at };
        return { values: all, sources: Object.fromEntries(Object.keys(values).map((name) => [name, source])) };
      });
      const { told, ...answered } = answerRecords(prepared, found);
      const people = asked.flatMap(({ name }) => {
        const value = (parameters[name] ?? '').toUpperCase();
        return isCitizenId(value) || isCreditCode(value) ? [value] : [];
      });
      return { ...answered, subjects: told ? [...new Set(people)].map((id) => deps.blindIndex(id, SUBJECT)) : [] };
    },
  };
}
