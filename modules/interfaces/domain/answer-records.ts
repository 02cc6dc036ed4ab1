import { shanghaiDate, type PlainDate } from '@platform/kernel';
import type { InterfaceAnswer, RetirementNotice } from '../contract/index.ts';
import type { Grant } from '@modules/sharing/contract';
import type { InterfaceDefinition } from './definition.ts';
import { askedFields } from './parameters.ts';
import { matches, rowAnswer, scoreOf, type FoundRecord } from './records.ts';

/** What is answered and what is recorded of it; `told`: the answer said something about whoever the records are about. */
export type RecordsAnswer = {
  answer: InterfaceAnswer;
  outcome: string;
  fields: readonly string[];
  rows: number;
  told: boolean;
};

/**
 * Answers `rows`, `verify` or `score` from the records that were found. Of rows that are not to be told, nothing leaves: not their number, not
 * which comparison failed.
 * @throws interfaces.field-not-granted
 */
export function answerRecords(
  call: {
    id: string;
    at: Date;
    definition: InterfaceDefinition;
    grant: Pick<Grant, 'fields'>;
    parameters: Readonly<Record<string, string>>;
  },
  found: readonly FoundRecord[],
  next?: string,
): RecordsAnswer {
  const { id: callId, definition, grant, parameters } = call;
  const compared = definition.parameters.filter(({ name }) => parameters[name] !== undefined).map(({ field }) => field);
  switch (definition.mode) {
    case 'rows': {
      const fields = askedFields(definition, grant, parameters);
      const rows = found
        .filter(({ values }) => matches(values, definition.parameters, parameters))
        .map((record) => rowAnswer(record, definition, fields));
      return {
        answer: { callId, mode: 'rows', rows, ...noticeOf(definition), ...(next === undefined ? {} : { next }) },
        outcome: rows.length > 0 ? 'found' : 'not-found',
        fields,
        rows: rows.length,
        told: rows.length > 0,
      };
    }
    case 'verify': {
      const same = found.some(({ values }) => matches(values, definition.parameters, parameters));
      const result = found.length === 0 ? 'not-found' : same ? 'match' : 'no-match';
      return {
        answer: { callId, mode: 'verify', result, ...noticeOf(definition) },
        outcome: result,
        fields: compared,
        rows: 0,
        told: found.length > 0,
      };
    }
    default:
      return scored(call, found);
  }
}

/** What callers of a version that goes out of use are told with each answer. */
export function noticeOf({ version, retiresOn }: Pick<InterfaceDefinition, 'version' | 'retiresOn'>): {
  notice?: RetirementNotice;
} {
  return retiresOn === undefined ? {} : { notice: { version, retiresOn } };
}

function scored(
  {
    id: callId,
    at,
    definition,
    parameters,
  }: { id: string; at: Date; definition: InterfaceDefinition; parameters: Readonly<Record<string, string>> },
  found: readonly FoundRecord[],
): RecordsAnswer {
  const scoring = definition.score;
  if (!scoring) throw new Error(`Interface ${definition.id} has no scoring`);
  const fields = [...new Set(scoring.rules.map(({ field }) => field))];
  if (found.length === 0)
    return {
      answer: { callId, mode: 'score', result: 'not-found', ...noticeOf(definition) },
      outcome: 'not-found',
      fields,
      rows: 0,
      told: false,
    };
  const today: PlainDate = shanghaiDate(at);
  const typeOf = (field: string) => definition.ground.fields.get(field)?.type ?? 'text';
  const { score, band } = scoreOf(
    scoring,
    found.map(({ values }) => values),
    parameters,
    typeOf,
    today,
  );
  return {
    answer: { callId, mode: 'score', result: 'scored', score, ...(band ? { band } : {}), ...noticeOf(definition) },
    outcome: 'scored',
    fields,
    rows: 0,
    told: true,
  };
}
