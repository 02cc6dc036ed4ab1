import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { flowMatrix, type CallFlow } from '../domain/flows.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { recordsGiven } from '../store/flows.ts';
import { Instant } from './line-schemas.ts';
import { organisationName, type LineDeps } from './line-deps.ts';
import { organisationsOf } from './scope.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 400 * DAY_MS;
const DEFAULT_MS = 30 * DAY_MS;

/** Answered interface calls between organisations, told by the module that keeps them. */
export type CallFlows = (period: { from: Date; to: Date }) => Promise<readonly CallFlow[]>;

export function showFlows(deps: LineDeps & { callFlows: CallFlows }): Feature {
  const Side = Type.Array(Type.Object({ organisation: Type.String(), name: LocalText }));
  return feature({
    name: 'exchange.show-flows',
    method: 'GET',
    path: '/api/exchange/flows',
    summary: {
      zh: '部门间数据流向矩阵：给了谁多少条、被调用多少次',
      en: 'Which department gave how much to which: records and calls',
    },
    access: { permission: 'exchange.read' },
    query: Type.Object({
      from: Type.Optional(Type.String({ maxLength: 40, description: 'ISO instant or day; default 30 days ago' })),
      to: Type.Optional(Type.String({ maxLength: 40, description: 'ISO instant or day; default now' })),
    }),
    response: Type.Object({
      from: Instant,
      to: Instant,
      rows: Side,
      columns: Side,
      cells: Type.Array(
        Type.Object({ from: Type.String(), to: Type.String(), records: Type.Integer(), calls: Type.Integer() }),
      ),
    }),
    async handle({ actor }, { query }) {
      const to = query.to === undefined ? deps.clock.now() : instantOf(query.to);
      const from = query.from === undefined ? new Date(to.getTime() - DEFAULT_MS) : instantOf(query.from);
      if (!(from < to) || to.getTime() - from.getTime() > LONGEST_MS) throw lineErrors.badPeriod();
      const hub = deps.organisations.all().find((one) => one.kind === 'sharing-authority')?.id;
      const [given, calls] = await Promise.all([
        deps.database.read((tx) => recordsGiven(tx, from, to)),
        deps.callFlows({ from, to }),
      ]);
      const own = organisationsOf(actor);
      // A department sees what it gave and what it received.
      const matrix = flowMatrix(
        given.filter((one) => !own || own.includes(one.organisation)),
        calls.filter((one) => !own || own.includes(one.provider) || own.includes(one.consumer)),
        hub,
      );
      const named = (id: string) => ({ organisation: id, name: organisationName(deps, id) });
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        rows: matrix.rows.map(named),
        columns: matrix.columns.map(named),
        cells: matrix.cells,
      };
    },
  });
}

/** A day is taken as its beginning in Shanghai. @throws exchange.bad-period */
function instantOf(text: string): Date {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+08:00` : text);
  // The database has no year 0.
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() < 1) throw lineErrors.badPeriod();
  return instant;
}
