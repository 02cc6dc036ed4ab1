import { Type } from 'typebox';
import { addDays, LocalText, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { Period } from '@platform/module';
import { LIGHTS, lightOf } from '../domain/clock.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import { boardCases, boardRows, BOARD_FIGURES, type BoardRow } from '../store/board.ts';
import { State } from '../views/shapes.ts';

const Day = Type.String({ format: 'date' });
const Share = Type.Union([Type.Number(), Type.Null()]);
const Line = Type.Object({
  key: Type.String(),
  title: LocalText,
  submitted: Type.Integer(),
  decided: Type.Integer(),
  /** Of the decided: decided at once (即办). */
  instantShare: Share,
  /** Of the handed in: on line by the applicant; taken in at a window. */
  onlineShare: Share,
  windowShare: Share,
  /** Of the decided whose visits were counted: nobody had to come (跑零次), once at most (最多跑一次); what their guides promised; more than promised. */
  zeroVisitShare: Share,
  oneVisitShare: Share,
  promisedZeroVisitShare: Share,
  promisedOneVisitShare: Share,
  moreVisits: Type.Integer(),
  visitsCounted: Type.Integer(),
  onTimeShare: Share,
  /** (Σ statutory − Σ promised) / Σ statutory, and the same of the days really taken. */
  promisedCompression: Share,
  actualCompression: Share,
  /** Days a decided case took, was promised, was allowed: on the average. */
  takenDays: Share,
  promisedDays: Share,
  statutoryDays: Share,
  /** Referred to another authority (转报). */
  referred: Type.Integer(),
  open: Type.Integer(),
  amber: Type.Integer(),
  red: Type.Integer(),
  doubleRed: Type.Integer(),
  /** Their process has stopped, at this moment. */
  stopped: Type.Integer(),
});
type Line = Type.Static<typeof Line>;

type Text = { zh: string; en: string };

/** The last thirty days unless told. */
function periodOf(
  tools: CaseTools,
  from: string | undefined,
  to: string | undefined,
): Period & { days: [string, string] } {
  const today = shanghaiDate(tools.clock.now());
  const days: [string, string] = [from ?? addDays(to ?? today, -29), to ?? today];
  return { from: startOfShanghaiDay(days[0]), to: startOfShanghaiDay(addDays(days[1], 1)), days };
}

/** Figures from what happened, by organisation or by matter; each opens to its cases. */
export function showBoard(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-board',
    method: 'GET',
    path: '/api/work/board',
    summary: { zh: '办件看板', en: 'The board of cases' },
    access: { permission: 'cases.supervise' },
    query: Type.Object({
      by: Type.Optional(Type.Enum(['organisation', 'matter'])),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: Type.Object({ from: Day, to: Day, total: Line, lines: Type.Array(Line) }),
    async handle(context, { query }) {
      const { organisations } = asStaff(context.actor);
      const period = periodOf(tools, query.from, query.to);
      const rows = await tools.db.readOnce((tx) => boardRows(tx, organisations, period, tools.clock.now()));
      const by = query.by ?? 'organisation';
      const groups = Map.groupBy(rows, (row) => row[by]);
      const titleOf = (key: string): Text =>
        (by === 'organisation' ? tools.organisations.find(key)?.name : tools.matters.find(key)?.title) ?? {
          zh: key,
          en: key,
        };
      const lines = [...groups].map(([key, some]) => lineOf(key, titleOf(key), some));
      return {
        from: period.days[0],
        to: period.days[1],
        total: lineOf('total', { zh: '合计', en: 'Total' }, rows),
        lines: lines.sort((one, other) => other.submitted - one.submitted || (one.key < other.key ? -1 : 1)),
      };
    },
  });
}

function lineOf(key: string, title: Text, rows: readonly BoardRow[]): Line {
  const sum = (what: (row: BoardRow) => number): number => rows.reduce((all, row) => all + what(row), 0);
  const share = (part: number, whole: number): number | null =>
    whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
  const mean = (part: number, whole: number): number | null =>
    whole === 0 ? null : Math.round((part / whole) * 10) / 10;
  const submitted = sum((row) => row.submitted);
  const decided = sum((row) => row.decided);
  const timed = sum((row) => row.timed);
  const [taken, promised, statutory] = [
    sum((row) => row.taken),
    sum((row) => row.promised),
    sum((row) => row.statutory),
  ];
  const counted = sum((row) => row.counted);
  return {
    key,
    title,
    submitted,
    decided,
    instantShare: share(
      sum((row) => row.instant),
      decided,
    ),
    onlineShare: share(
      sum((row) => row.online),
      submitted,
    ),
    windowShare: share(
      sum((row) => row.window),
      submitted,
    ),
    zeroVisitShare: share(
      sum((row) => row.zero_visit),
      counted,
    ),
    oneVisitShare: share(
      sum((row) => row.one_visit),
      counted,
    ),
    promisedZeroVisitShare: share(
      sum((row) => row.promised_zero),
      counted,
    ),
    promisedOneVisitShare: share(
      sum((row) => row.promised_one),
      counted,
    ),
    moreVisits: sum((row) => row.more_visits),
    visitsCounted: counted,
    onTimeShare: share(
      sum((row) => row.on_time),
      timed,
    ),
    promisedCompression: share(statutory - promised, statutory),
    actualCompression: share(statutory - taken, statutory),
    takenDays: mean(taken, timed),
    promisedDays: mean(promised, timed),
    statutoryDays: mean(statutory, timed),
    referred: sum((row) => row.referred),
    open: sum((row) => row.open),
    amber: sum((row) => row.amber),
    red: sum((row) => row.red),
    doubleRed: sum((row) => row.double_red),
    stopped: sum((row) => row.stopped),
  };
}

const Item = Type.Object({
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  state: State,
  stateTitle: LocalText,
  submittedAt: Type.String(),
  decidedAt: Type.Optional(Type.String()),
  instant: Type.Boolean(),
  takenDays: Type.Optional(Type.Integer()),
  onTime: Type.Optional(Type.Boolean()),
  channel: Type.Enum(['online', 'window', 'phone', 'kiosk']),
  visits: Type.Optional(Type.Integer()),
  promisedVisits: Type.Optional(Type.Integer()),
  light: Type.Optional(Type.Enum([...LIGHTS])),
  dueDate: Type.Optional(Type.String()),
});

function mattersOf(
  tools: CaseTools,
  { matter, department }: { matter?: string; department?: string },
): { matters?: readonly string[] } {
  if (matter !== undefined) return { matters: [matter] };
  if (department === undefined) return {};
  return { matters: tools.matters.all().flatMap((one) => (one.organisation === department ? one.id : [])) };
}

/** The cases behind a figure of the board, without anything personal. */
export function showBoardCases(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-board-cases',
    method: 'GET',
    path: '/api/work/board/cases',
    summary: { zh: '看板指标对应的办件', en: 'The cases behind a figure of the board' },
    access: { permission: 'cases.supervise' },
    query: Type.Interface([PageQuery], {
      figure: Type.Enum([...BOARD_FIGURES]),
      organisation: Type.Optional(Type.String({ maxLength: 64 })),
      matter: Type.Optional(Type.String({ maxLength: 64 })),
      /** Of whose list the matter is, whoever handled the case. */
      department: Type.Optional(Type.String({ maxLength: 64 })),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: Page(Item),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const now = tools.clock.now();
      const found = await tools.db.readOnce((tx) =>
        boardCases(tx, {
          organisations: asStaff(context.actor).organisations,
          figure: query.figure,
          period: periodOf(tools, query.from, query.to),
          now,
          limit,
          ...(query.organisation ? { organisation: query.organisation } : {}),
          ...mattersOf(tools, query),
          ...(after ? { after: { at: String(after[0]), id: String(after[1]) } } : {}),
        }),
      );
      const page = cursorPage(found, limit, (record) => [
        (record.submittedAt ?? record.createdAt).toISOString(),
        record.id,
      ]);
      return {
        ...page,
        items: page.items.map((record) => ({
          id: record.id,
          caseNo: record.caseNo,
          matter: record.matter,
          title: tools.matters.get(record.matter, record.matterVersion).title,
          organisation: record.organisation,
          organisationName: tools.organisations.find(record.organisation)?.name ?? {
            zh: record.organisation,
            en: record.organisation,
          },
          state: record.state,
          stateTitle: STATE_TITLES[record.state],
          submittedAt: (record.submittedAt ?? record.createdAt).toISOString(),
          ...(record.decidedAt ? { decidedAt: record.decidedAt.toISOString() } : {}),
          instant: record.instant,
          channel: record.channel,
          ...(record.visits === null ? {} : { visits: record.visits }),
          ...(record.promisedVisits === null ? {} : { promisedVisits: record.promisedVisits }),
          ...(record.took ? { takenDays: record.took.days, onTime: record.took.onTime } : {}),
          ...(record.deadline && record.state !== 'correction'
            ? { light: lightOf(record.deadline, now, record.statutory), dueDate: record.deadline.date }
            : {}),
        })),
      };
    },
  });
}
