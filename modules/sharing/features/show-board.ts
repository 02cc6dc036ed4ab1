import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { addDays, LocalText, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { waitingForAuthority } from '../store/arbitrations.ts';
import { boardByProvider, runningByResponsible } from '../store/figures.ts';
import { namer } from './views.ts';

const Figures = {
  received: Type.Integer(),
  answered: Type.Integer(),
  /** Answered in the period, or overdue to be answered since. */
  toAnswer: Type.Integer(),
  onTime: Type.Integer(),
  late: Type.Integer(),
  refused: Type.Integer(),
  partly: Type.Integer(),
  atOnce: Type.Integer(),
  running: Type.Integer(),
  overdue: Type.Integer(),
  /** Working days, on average; absent where nothing was answered. */
  answerDays: Type.Optional(Type.Number()),
  savedDays: Type.Integer(),
  ratings: Type.Integer(),
  stars: Type.Optional(Type.Number()),
  /** Answered calls and rows of this department's data by others, in the period. */
  calls: Type.Integer(),
  records: Type.Integer(),
};

const Waiting = Type.Object({ open: Type.Integer(), overdue: Type.Integer() });

/** Days of the calendar that a board shows when it is not told which. */
const USUAL_DAYS = 90;

/** By department: what was asked of it, on time, late, refused, at once, how good, how much used; and the time saved against paper. */
export function showBoard(deps: Own): Feature {
  return feature({
    name: 'sharing.show-board',
    method: 'GET',
    path: '/api/sharing/board',
    summary: { zh: '共享看板：按部门看答复、超期、质量、使用', en: 'The sharing board, by department' },
    access: { permission: 'sharing.read' },
    query: Type.Object({
      from: Type.Optional(Type.String({ format: 'date' })),
      to: Type.Optional(Type.String({ format: 'date', description: 'The last day' })),
    }),
    response: Type.Object({
      from: Type.String(),
      to: Type.String(),
      at: Type.String(),
      /** The city's assumption against which saved days are counted; absent where it states none. */
      paper: Type.Optional(Type.Object({ days: Type.Integer(), text: LocalText })),
      total: Type.Object(Figures),
      /** What waits for the sharing authority's own decision now; for those who see all departments. */
      authority: Type.Optional(Type.Object({ objections: Waiting, disputes: Waiting })),
      rows: Type.Array(Type.Object({ organisation: Type.Object({ id: Type.String(), title: LocalText }), ...Figures })),
    }),
    async handle({ actor }, { query }) {
      const staff = asStaff(actor);
      const now = deps.clock.now();
      const to = query.to ?? shanghaiDate(now);
      const from = query.from ?? addDays(to, -USUAL_DAYS + 1);
      const span = { from: startOfShanghaiDay(from), to: startOfShanghaiDay(addDays(to, 1)), now };
      const providers = staff.organisations === 'all' ? undefined : staff.organisations;
      const { rows, running, authority } = await deps.database.read(async (tx) => ({
        rows: await boardByProvider(tx, span, providers),
        running: await runningByResponsible(tx, now, providers),
        authority: providers ? undefined : await waitingForAuthority(tx, now),
      }));
      const used = new Map<string, { calls: number; records: number }>();
      for (const use of (await deps.used?.(span)) ?? []) {
        if (providers && !providers.includes(use.provider)) continue;
        const sum = used.get(use.provider) ?? { calls: 0, records: 0 };
        used.set(use.provider, { calls: sum.calls + use.calls, records: sum.records + use.records });
      }
      const name = namer(deps);
      const ids = [
        ...new Set([...rows.map((row) => row.provider), ...running.map((row) => row.organisation), ...used.keys()]),
      ];
      const lines = ids.map((id) => {
        const row = rows.find((one) => one.provider === id);
        const now = running.find((one) => one.organisation === id);
        return {
          organisation: name.organisation(id),
          received: row?.received ?? 0,
          answered: row?.answered ?? 0,
          toAnswer: row?.to_answer ?? 0,
          onTime: row?.on_time ?? 0,
          late: row?.late ?? 0,
          refused: row?.refused ?? 0,
          partly: row?.partly ?? 0,
          atOnce: row?.at_once ?? 0,
          running: now?.running ?? 0,
          overdue: now?.overdue ?? 0,
          ...(row?.answer_days == null ? {} : { answerDays: row.answer_days }),
          savedDays: row?.saved_days ?? 0,
          ratings: row?.ratings ?? 0,
          ...(row?.stars == null ? {} : { stars: row.stars }),
          ...(used.get(id) ?? { calls: 0, records: 0 }),
        };
      });
      const sum = (key: keyof (typeof lines)[number]): number =>
        lines.reduce((all, line) => all + Number(line[key] ?? 0), 0);
      const mean = (key: 'answerDays' | 'stars', weight: 'answered' | 'ratings'): number | undefined => {
        const weights = lines.reduce((all, line) => all + (line[key] === undefined ? 0 : line[weight]), 0);
        if (weights === 0) return undefined;
        return lines.reduce((all, line) => all + (line[key] ?? 0) * line[weight], 0) / weights;
      };
      const answerDays = mean('answerDays', 'answered');
      const stars = mean('stars', 'ratings');
      const text = deps.packs.find('texts', 'sharing.paper-basis')?.value;
      return {
        from,
        to,
        at: now.toISOString(),
        ...(deps.paperDays === undefined || text === undefined ? {} : { paper: { days: deps.paperDays, text } }),
        ...(authority ? { authority } : {}),
        total: {
          received: sum('received'),
          answered: sum('answered'),
          toAnswer: sum('toAnswer'),
          onTime: sum('onTime'),
          late: sum('late'),
          refused: sum('refused'),
          partly: sum('partly'),
          atOnce: sum('atOnce'),
          running: sum('running'),
          overdue: sum('overdue'),
          ...(answerDays === undefined ? {} : { answerDays }),
          savedDays: sum('savedDays'),
          ratings: sum('ratings'),
          ...(stars === undefined ? {} : { stars }),
          calls: sum('calls'),
          records: sum('records'),
        },
        rows: lines.toSorted((a, b) => b.overdue - a.overdue || b.late - a.late || b.received - a.received),
      };
    },
  });
}
