import type { Clock } from '@platform/kernel';
import { DomainError } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { registryTable, registryView, type LakeName } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import {
  filterName,
  queryText,
  readQuery,
  summedFields,
  tellAggregate,
  type Atom,
  type Told,
} from '../domain/aggregate.ts';
import {
  aggregateAnswer,
  askedQuery,
  demandOffered,
  fieldsAsked,
  refusalOf,
  rulesOf,
} from '../domain/aggregate-answer.ts';
import type { Answered, Backend, Prepared } from '../domain/answering.ts';
import type { AggregateRules, InterfaceDefinition } from '../domain/definition.ts';
import { checkedParameters } from '../domain/parameters.ts';
import { interfaceErrors } from '../errors.ts';
import { offeredView } from '../offers.ts';
import { ATOMS_MOST, askedBefore, countAtoms, keepAsked, lockConsumer } from '../store/aggregates.ts';

const DAY_MS = 86_400_000;

/** Counting reads a whole table; the database is given more time for it than for finding one. */
const TIMEOUT_MS = 20_000;

type Deps = Pick<Foundations, 'ids' | 'packs'> & { clock: Clock; catalogue: Pick<CataloguePort, 'find'> };

/** Answers `aggregate` over registries and resources: one count a call, and what an organisation was told before bounds what it is told. */
export function aggregateBackend(deps: Deps): Backend {
  return {
    kind: 'aggregate',
    where: 'database',
    timeoutMs: TIMEOUT_MS,
    provider: ({ ground }) => ground.provider,
    checked: checkedParameters,
    async answerMany(tx, calls) {
      const answers = Array.from<Answered>({ length: calls.length });
      // In one order everywhere, so that two batches never wait for each other.
      const order = [...calls.keys()].sort((a, b) => (lockName(calls[a]) < lockName(calls[b]) ? -1 : 1) || a - b);
      for (const index of order) answers[index] = await answer(tx, calls[index] as Prepared);
      return answers;
    },
  };

  async function answer(tx: Tx, call: Prepared): Promise<Answered> {
    const { definition, grant } = call;
    try {
      const rules = rulesOf(definition);
      const query = askedQuery(call);
      demandOffered(call, query, rules);
      const on = { interface: definition.id, ground: groundName(definition), consumer: grant.organisation };
      await lockConsumer(tx, on.ground, on.consumer);
      const since = new Date(call.at.getTime() - rules.periodDays * DAY_MS);
      const asked = await askedBefore(tx, { ...on, since });
      const text = queryText(query);
      const others = asked.filter((one) => one.interface === definition.id && one.query !== text);
      if (new Set(others.map((one) => one.query)).size >= rules.queriesMax) {
        const oldest = others[0]?.at ?? call.at;
        const wait = Math.max(1, Math.ceil((oldest.getTime() + rules.periodDays * DAY_MS - call.at.getTime()) / 1_000));
        throw interfaceErrors.tooManyQueries({ days: rules.periodDays, limit: rules.queriesMax }, { retryAfter: wait });
      }
      const before = told(
        asked.map(({ query, cells, measured }) => ({
          query: readQuery(query),
          cells,
          ...(measured === null ? {} : { measured }),
        })),
        definition,
      );
      const outcome = tellAggregate(
        await atomsOf(tx, definition, rules, [{ query, cells: [] }, ...before]),
        query,
        before,
        rules,
      );
      await keepAsked(tx, {
        id: deps.ids.next(),
        ...on,
        at: call.at,
        query: text,
        outcome: outcome.kind === 'told' ? 'answered' : outcome.kind,
        cells: outcome.kind === 'told' ? [...outcome.cells] : [],
        measured: { measures: rules.measures, ...(rules.rounding === undefined ? {} : { rounding: rules.rounding }) },
      });
      if (outcome.kind === 'refused') return { refused: refusalOf(outcome.why, rules) };
      const answer = aggregateAnswer(call, rules, outcome);
      const { length } = answer.groups;
      return {
        answer,
        outcome: length > 0 ? 'counted' : 'too-small',
        fields: fieldsAsked(query, rules),
        rows: length,
        subjects: [],
      };
    } catch (error) {
      if (error instanceof DomainError) return { refused: error };
      throw error;
    }
  }

  async function atomsOf(
    tx: Tx,
    definition: InterfaceDefinition,
    rules: AggregateRules,
    asked: readonly Told[],
  ): Promise<Atom[]> {
    const { ground } = definition;
    const typeOf = (field: string) => ground.fields.get(field)?.type ?? 'text';
    const queries = asked.map(({ query }) => query);
    const filters = [
      ...new Map(queries.flatMap((query) => query.filters.map((one) => [filterName(one), one] as const))).values(),
    ];
    const dimensions = [...new Set(queries.flatMap(({ groupBy }) => groupBy))];
    const summed = [...new Set(asked.flatMap(({ measured }) => summedFields(measured ?? rules)))].filter((field) =>
      ground.fields.has(field),
    );
    const [person] = ground.subjects;
    const alone = person === undefined || (ground.key.length === 1 && ground.key[0] === person);
    const rows = await countAtoms(tx, {
      at: viewOf(definition),
      person: alone ? undefined : person,
      key: ground.key,
      filters: filters.map((filter) => ({ ...filter, type: typeOf(filter.field) })),
      dimensions,
      summed,
    });
    if (rows.length > ATOMS_MOST) throw interfaceErrors.tooFine();
    return rows.map((row) => ({
      values: Object.fromEntries(dimensions.map((name, index) => [name, row.by[index] ?? null])),
      holds: Object.fromEntries(filters.map((filter, index) => [filterName(filter), row.holds[index] ?? false])),
      people: row.people,
      rows: row.rows,
      sums: Object.fromEntries(
        summed.map((name, index) => [name, { sum: BigInt(row.sums[index] ?? 0), rows: row.filled[index] ?? 0 }]),
      ),
    }));
  }

  function viewOf({ ground, id }: InterfaceDefinition): LakeName {
    if (ground.kind === 'registry')
      return registryView(registryTable(deps.packs.get('registries', ground.id).value)).at;
    const view = offeredView(deps.catalogue, ground.id, []);
    if (!view) throw interfaceErrors.unknownInterface({ interface: id });
    return view.at;
  }
}

const groundName = ({ ground }: InterfaceDefinition): string => `${ground.kind}:${ground.id}`;
const lockName = (call: Prepared | undefined): string =>
  call ? `${groundName(call.definition)} ${call.grant.organisation}` : '';

/** Of what was told before, what can still be looked at: an item that left the catalogue tells nobody apart any more. */
function told(before: readonly Told[], { ground }: InterfaceDefinition): Told[] {
  return before.filter(
    ({ query, cells }) =>
      cells.length > 0 &&
      [...query.groupBy, ...query.filters.map(({ field }) => field)].every((field) => ground.fields.has(field)),
  );
}
