import type { DomainError } from '@platform/kernel';
import type { Grant } from '@modules/sharing/contract';
import type { AggregateAnswer, RetirementNotice } from '../contract/index.ts';
import { interfaceErrors } from '../errors.ts';
import { countFilters, type AggregateQuery, type Outcome } from './aggregate.ts';
import { noticeOf } from './answer-records.ts';
import type { AggregateRules, InterfaceDefinition } from './definition.ts';
import { demandGranted } from './parameters.ts';

type Parameters = Readonly<Record<string, string>>;

export function rulesOf({ id, aggregate }: InterfaceDefinition): AggregateRules {
  if (!aggregate) throw new Error(`Interface ${id} has no aggregation`);
  return aggregate;
}

/** The query that the parameters of a call make. */
export function askedQuery({
  definition,
  parameters,
}: {
  definition: InterfaceDefinition;
  parameters: Parameters;
}): AggregateQuery {
  return {
    filters: definition.parameters.flatMap(({ name, field, match }) => {
      const value = parameters[name];
      return value === undefined ? [] : [{ field, match, value }];
    }),
    groupBy: [
      ...new Set(
        (parameters['groupBy'] ?? '')
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean),
      ),
    ],
  };
}

/** @throws interfaces.not-a-dimension, .too-many-filters, .field-not-granted */
export function demandOffered(
  { definition, grant }: { definition: Pick<InterfaceDefinition, 'id'>; grant: Pick<Grant, 'fields'> },
  query: AggregateQuery,
  rules: AggregateRules,
): void {
  const odd = query.groupBy.find((field) => !rules.dimensions.includes(field));
  if (odd !== undefined)
    throw interfaceErrors.notADimension({ field: odd, dimensions: rules.dimensions.join(', ') || '—' });
  const count = countFilters(query);
  if (count > rules.filtersMax) throw interfaceErrors.tooManyFilters({ count, limit: rules.filtersMax });
  // A grant that names no field is for the interface as it is; one that names some is for those.
  if (grant.fields.length === 0) return;
  demandGranted(definition.id, fieldsAsked(query, rules), grant.fields);
}

/** The fields that a query looks at, for the record and for the grant. */
export function fieldsAsked(query: AggregateQuery, rules: Pick<AggregateRules, 'measures'>): string[] {
  return [
    ...new Set([
      ...query.filters.map(({ field }) => field),
      ...query.groupBy,
      ...rules.measures.flatMap(({ field }) => field ?? []),
    ]),
  ];
}

/** Why a query is refused, in words. */
export function refusalOf(why: 'complement' | 'difference', { minimumGroup, periodDays }: AggregateRules): DomainError {
  const params = { minimum: minimumGroup, days: periodDays };
  return why === 'complement' ? interfaceErrors.complementTooSmall(params) : interfaceErrors.differenceTooSmall(params);
}

/** The figures as they leave, with what was done to keep them from telling of single people. */
export function aggregateAnswer(
  call: { id: string; definition: Pick<InterfaceDefinition, 'version' | 'retiresOn'> },
  rules: AggregateRules,
  outcome: Exclude<Outcome, { kind: 'refused' }>,
): AggregateAnswer & { notice?: RetirementNotice } {
  const cells = outcome.kind === 'told' ? outcome.cells : [];
  const held = outcome.kind === 'told' && outcome.held;
  return {
    callId: call.id,
    mode: 'aggregate',
    groups: cells.map(({ by, values }) => ({ by: { ...by }, values: { ...values } })),
    hidden: outcome.kind === 'told' ? outcome.hidden : 0,
    protection: {
      minimumGroup: rules.minimumGroup,
      ...(rules.rounding === undefined ? {} : { rounding: rules.rounding }),
      held,
      text: protectionText(rules, held),
    },
    ...noticeOf(call.definition),
  };
}

function protectionText({ minimumGroup, rounding }: AggregateRules, held: boolean): { zh: string; en: string } {
  const zh = [`不足 ${minimumGroup} 个的组，以及能推出这类组的组，不显示`];
  const en = [`Groups smaller than ${minimumGroup}, and groups that would tell of one, are not shown`];
  if (rounding !== undefined) {
    zh.push(`计数按 ${rounding} 的倍数取整`);
    en.push(`counts are in multiples of ${rounding}`);
  }
  if (held) {
    zh.push(`与上次相比变化不足 ${minimumGroup} 的，沿用上次的数`);
    en.push(`figures that moved by less than ${minimumGroup} since you were last told are shown as they were`);
  }
  return { zh: `${zh.join('；')}。`, en: `${en.join('; ')}.` };
}
