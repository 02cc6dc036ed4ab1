import { canonicalJson, DomainError } from '@platform/kernel';
import { SUBJECT, type Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import { interfaceErrors } from '../errors.ts';
import type { Answered, Backend, Prepared } from '../domain/answering.ts';
import { answerRecords } from '../domain/answer-records.ts';
import type { InterfaceParameter } from '../domain/definition.ts';
import { checkedParameters } from '../domain/parameters.ts';
import { findingParameters, type FoundRecord } from '../domain/records.ts';
import { columnsOf, offeredView } from '../offers.ts';
import { lookUp, type Asked, type LookedUp, type Lookup } from '../store/rows.ts';

/** Rows that a verification or a score looks at: who has more under one identifier is judged by these. */
const JUDGED_ROWS = 50;
const CURSOR_CONTEXT = 'interfaces.cursor';

type Work = { readonly index: number; readonly call: Prepared; readonly asked: Asked; readonly most: number };
type Planned = { readonly lookup: Lookup; readonly columns: readonly string[]; readonly work: Work[] };

/** Answers `rows`, `verify` and `score` over resources: one statement a batch for all calls of one definition with the same parameters. */
export function resourceBackend(
  deps: Pick<Foundations, 'blindIndex' | 'sealer'> & { catalogue: Pick<CataloguePort, 'find'> },
): Backend {
  return {
    kind: 'resource',
    where: 'database',
    provider: ({ ground }) => ground.provider,
    checked: checkedParameters,
    async answerMany(tx, calls) {
      const answers = Array.from<Answered>({ length: calls.length });
      const plans = new Map<string, Planned>();
      for (const [index, call] of calls.entries()) {
        try {
          plan(plans, call, index);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          answers[index] = { refused: error };
        }
      }
      await Promise.all(
        [...plans.values()].map(async (planned) => {
          const rows = await lookUp(
            tx,
            planned.lookup,
            planned.work.map(({ asked }) => asked),
          );
          const byPlace = new Map<number, LookedUp[]>();
          for (const row of rows) byPlace.set(row.n, [...(byPlace.get(row.n) ?? []), row]);
          for (const [place, work] of planned.work.entries())
            answers[work.index] = answered(work, planned.columns, byPlace.get(place) ?? []);
        }),
      );
      return answers;
    },
  };

  function plan(plans: Map<string, Planned>, call: Prepared, index: number): void {
    const { definition, parameters } = call;
    const { ground } = definition;
    const by = findingParameters(definition).filter(({ name }) => parameters[name] !== undefined);
    const cursor = parameters['cursor'];
    const after = cursor === undefined ? [] : openCursor(cursor, call, by);
    const name = canonicalJson([definition.id, definition.version, by.map((one) => one.name), after.length]);
    const most =
      definition.mode === 'rows'
        ? Math.min(Number(parameters['limit'] ?? definition.limits.rowsMax), definition.limits.rowsMax)
        : JUDGED_ROWS;
    let planned = plans.get(name);
    if (!planned) {
      const view = offeredView(deps.catalogue, ground.id, []);
      if (!view) throw interfaceErrors.unknownInterface({ interface: definition.id });
      const typeOf = (field: string) => ground.fields.get(field)?.type ?? 'text';
      const columns = [...new Set(readBy(call))];
      planned = {
        lookup: {
          at: view.at,
          conditions: by.map(({ field, match, type }) => ({ column: field, match, type })),
          key: ground.key.map((column) => ({ column, type: typeOf(column) })),
          columns,
          after: after.length > 0,
        },
        columns,
        work: [],
      };
      plans.set(name, planned);
    }
    // One more than is told, to know whether there is a next page; the only row of an interface that gives one is all there is.
    const limit = definition.mode === 'rows' && definition.limits.rowsMax > 1 ? most + 1 : most;
    planned.work.push({
      index,
      call,
      most,
      asked: { values: by.map((one) => parameters[one.name] as string), after, limit },
    });
  }

  function answered({ call, most }: Work, columns: readonly string[], rows: readonly LookedUp[]): Answered {
    const { definition } = call;
    const { ground } = definition;
    const shown = definition.mode === 'rows' ? rows.slice(0, most) : rows;
    const last = shown.at(-1);
    const next = definition.mode === 'rows' && rows.length > most && last ? sealCursor(call, last.key) : undefined;
    const found = shown.map((row): FoundRecord => {
      const values = Object.fromEntries(columns.map((column, index) => [column, row.values[index] ?? null]));
      const source = { organisation: ground.provider, resource: ground.id, at: row.at.toISOString() };
      const filled = columns.filter((column) => values[column] !== null);
      return { values, sources: Object.fromEntries(filled.map((column) => [column, source])) };
    });
    try {
      const { told, ...answer } = answerRecords(call, found, next);
      // Person and firm of a row alike: each is told that it was read.
      const people = told ? found.flatMap(({ values }) => ground.subjects.flatMap((name) => values[name] ?? [])) : [];
      return { ...answer, subjects: [...new Set(people)].map((id) => deps.blindIndex(id, SUBJECT)) };
    } catch (error) {
      if (error instanceof DomainError) return { refused: error };
      throw error;
    }
  }

  /** Sealed: the key of a row may hold what the grant hides. Bound to the query, so that it leads nowhere else. */
  function sealCursor(call: Prepared, key: readonly string[]): string {
    return deps.sealer.sealText(JSON.stringify(key), cursorContext(call)).toString('base64url');
  }

  function openCursor(cursor: string, call: Prepared, by: readonly InterfaceParameter[]): string[] {
    try {
      const key: unknown = JSON.parse(deps.sealer.openText(Buffer.from(cursor, 'base64url'), cursorContext(call)));
      if (Array.isArray(key) && by.length > 0 && key.length === call.definition.ground.key.length)
        return key.map(String);
    } catch {
      // told below
    }
    throw interfaceErrors.badCursor();
  }
}

function readBy({ definition }: Prepared): string[] {
  const { ground, parameters, fields, score } = definition;
  return columnsOf(
    { parameters: [...parameters], fields: [...fields], ...(score ? { score } : {}) },
    ground.subjects,
  ).filter((column) => ground.fields.has(column));
}

function cursorContext({ definition, grant, parameters }: Prepared): string {
  const { cursor: _cursor, limit: _limit, fields: _fields, ...query } = parameters;
  return `${CURSOR_CONTEXT}:${definition.id}:${grant.application}:${canonicalJson(query)}`;
}
