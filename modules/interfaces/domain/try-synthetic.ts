import type { InterfaceAnswer } from '../contract/index.ts';
import { filterHolds, filterName, tellAggregate, type Atom } from './aggregate.ts';
import { aggregateAnswer, askedQuery, demandOffered, refusalOf, rulesOf } from './aggregate-answer.ts';
import { answerRecords } from './answer-records.ts';
import type { InterfaceDefinition } from './definition.ts';
import { findingParameters, matches } from './records.ts';
import type { SyntheticRow } from './synthetic.ts';

/**
 * What the interface would answer if these were its data: the same rules as for a call, with all its fields granted and nothing told before.
 * @throws what a call would be refused with
 */
export function answerSynthetic(
  call: { id: string; at: Date; definition: InterfaceDefinition; parameters: Readonly<Record<string, string>> },
  rows: readonly SyntheticRow[],
): InterfaceAnswer {
  const { definition, parameters } = call;
  const grant = { fields: definition.fields.map(({ name }) => name) };
  if (definition.mode === 'aggregate') return counted(call, rows);
  const by = findingParameters(definition);
  const found = rows.filter((values) => matches(values, by, parameters));
  const most = Math.min(Number(parameters['limit'] ?? definition.limits.rowsMax), definition.limits.rowsMax);
  const shown = definition.mode === 'rows' ? found.slice(0, most) : found;
  const { ground } = definition;
  const source = { organisation: ground.provider, resource: ground.id, at: call.at.toISOString() };
  return answerRecords(
    { ...call, grant },
    shown.map((values) => ({ values, sources: Object.fromEntries(Object.keys(values).map((name) => [name, source])) })),
  ).answer;
}

function counted(
  call: { id: string; definition: InterfaceDefinition; parameters: Readonly<Record<string, string>> },
  rows: readonly SyntheticRow[],
): InterfaceAnswer {
  const { definition } = call;
  const rules = rulesOf(definition);
  const query = askedQuery(call);
  demandOffered({ definition, grant: { fields: [] } }, query, rules);
  const typeOf = (field: string) => definition.ground.fields.get(field)?.type ?? 'text';
  const atoms = rows.map(
    (row): Atom => ({
      values: row,
      holds: Object.fromEntries(
        query.filters.map((filter) => [
          filterName(filter),
          filterHolds(filter, typeOf(filter.field), row[filter.field] ?? null),
        ]),
      ),
      people: 1,
      rows: 1,
      sums: Object.fromEntries(
        rules.measures.flatMap(({ field }) => {
          const value = field === undefined ? null : (row[field] ?? null);
          return field === undefined || value === null
            ? []
            : [[field, { sum: BigInt(Math.round(Number(value) * 1e6)), rows: 1 }]];
        }),
      ),
    }),
  );
  const outcome = tellAggregate(atoms, query, [], rules);
  if (outcome.kind === 'refused') throw refusalOf(outcome.why, rules);
  return aggregateAnswer(call, rules, outcome);
}
