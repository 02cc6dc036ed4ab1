import { Type } from 'typebox';
import { LocalText, shanghaiDate } from '@platform/kernel';
import type { ChainedRead } from '@platform/audit';
import { nameOf, type Own } from '../deps.ts';
import { STATE_TITLES } from '../domain/alert.ts';
import { RULES } from '../domain/rules.ts';
import type { AlertRow, StepRow } from '../store/alerts.ts';

export const Rule = Type.Enum(['volume', 'hours', 'self', 'family', 'watched', 'no-case', 'street']);
export const State = Type.Enum(['open', 'asked', 'explained', 'closed']);
export const Findings = Type.Enum(['justified', 'false-alarm', 'mistake', 'misuse']);

export const AlertView = {
  id: Type.String(),
  no: Type.String(),
  rule: Rule,
  ruleTitle: LocalText,
  grave: Type.Boolean(),
  state: State,
  stateTitle: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  actorKind: Type.String(),
  /** The officer's name, where identity gives it, else the account's number. */
  actorName: Type.String(),
  day: Type.String(),
  reads: Type.Integer(),
  /** What was counted, and the number above which it is unusual (0: a fact, not a number). */
  measured: Type.Integer(),
  bar: Type.Integer(),
  firstAt: Type.String(),
  lastAt: Type.String(),
  raisedAt: Type.String(),
  clock: Type.Optional(
    Type.Object({
      light: Type.Enum(['green', 'amber', 'red']),
      dueDate: Type.String(),
      workdaysLeft: Type.Integer(),
      provisional: Type.Boolean(),
    }),
  ),
  finding: Type.Optional(Findings),
  closedAt: Type.Optional(Type.String()),
};

export async function alertView(deps: Own, row: AlertRow) {
  const rule = RULES[row.rule];
  return {
    id: row.id,
    no: row.no,
    rule: row.rule,
    ruleTitle: rule.title,
    grave: rule.grave,
    state: row.state,
    stateTitle: STATE_TITLES[row.state],
    organisation: row.organisation,
    organisationName: nameOf(deps, row.organisation),
    actorKind: row.actor_kind,
    actorName: await actorName(deps, row.actor_kind, row.actor_id),
    day: row.day,
    reads: row.reads,
    measured: row.measured,
    bar: row.bar,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    raisedAt: row.raised_at.toISOString(),
    ...clockOf(deps, row),
    ...(row.finding === null ? {} : { finding: row.finding }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
  };
}

function clockOf(deps: Own, row: AlertRow) {
  if (row.state !== 'asked' || row.due_at === null || row.due_date === null || row.amber_from === null) return {};
  const now = deps.clock.now();
  const light = now >= row.due_at ? ('red' as const) : now >= row.amber_from ? ('amber' as const) : ('green' as const);
  return {
    clock: {
      light,
      dueDate: row.due_date,
      workdaysLeft: deps.calendar.workdaysBetween(shanghaiDate(now), row.due_date),
      provisional: row.provisional ?? false,
    },
  };
}

export async function actorName(deps: Own, kind: string, id: string): Promise<string> {
  if (kind === 'application')
    return deps.packs.all('applications').find(({ value }) => value.id === id)?.value.title.zh ?? id;
  if (kind !== 'staff') return id;
  const known = await deps.identity?.staffOf?.(id).catch(() => undefined);
  return known?.name ?? `#${id.slice(-6)}`;
}

export const TraceRead = Type.Object({
  id: Type.String(),
  at: Type.String(),
  /** P1, P2 …: the same person has the same sign within one alert; who it is, is not told. `×40`: a file or result about so many. */
  person: Type.String(),
  what: LocalText,
  fields: Type.Array(LocalText),
  purpose: LocalText,
  caseNo: Type.Optional(Type.String()),
  legalBasis: Type.Optional(LocalText),
  grant: Type.Optional(Type.Object({ id: Type.String(), until: Type.Optional(Type.String()) })),
  channel: Type.String(),
  trace: Type.String(),
  /** One of those that raised the alert. */
  behind: Type.Boolean(),
});

/** Reads with people as signs, in the order in which they first appear. */
export function traceView(deps: Own, reads: readonly ChainedRead[], behind: ReadonlySet<bigint>) {
  const signs = new Map<string, string>();
  for (const { subject } of reads.toSorted((a, b) => (a.seq < b.seq ? -1 : 1)))
    if (!subject.startsWith('list:') && !signs.has(subject)) signs.set(subject, `P${signs.size + 1}`);
  return reads.map((read) => {
    const grant = grantOf(deps, read);
    return {
      id: read.id,
      at: read.at.toISOString(),
      person: read.people === null ? (signs.get(read.subject) ?? '') : `×${read.people}`,
      what: deps.words.resourceTitle(read.resource),
      fields: [
        ...new Map(
          read.fields.map((field) => [
            deps.words.fieldTitle(read.resource, field).zh,
            deps.words.fieldTitle(read.resource, field),
          ]),
        ).values(),
      ],
      purpose: read.purpose,
      channel: read.channel,
      trace: read.trace,
      behind: behind.has(read.seq),
      ...(read.case_no === null ? {} : { caseNo: read.case_no }),
      ...(read.legal_basis === null ? {} : { legalBasis: read.legal_basis }),
      ...(grant ? { grant: { id: grant.id, ...(grant.until === undefined ? {} : { until: grant.until }) } } : {}),
    };
  });
}

/** The grant that was in force at the read; its last day as far as it is in force still. */
function grantOf(deps: Own, { grant_id: id }: ChainedRead): { id: string; until?: string } | undefined {
  if (id === null) return undefined;
  const until = deps.grants?.byId(id)?.until;
  return { id, ...(until === undefined ? {} : { until }) };
}

export const StepView = Type.Object({
  kind: Type.Enum(['raised', 'asked', 'explained', 'closed']),
  at: Type.String(),
  organisationName: Type.Optional(LocalText),
  byName: Type.Optional(Type.String()),
  text: Type.Optional(Type.String()),
});
export const stepContext = (alertId: string): string => `data_security.step.text:${alertId}`;

export function stepsView(deps: Own, steps: readonly StepRow[]) {
  return Promise.all(
    steps.map(async (step) => ({
      kind: step.kind,
      at: step.at.toISOString(),
      ...(step.by_organisation === null ? {} : { organisationName: nameOf(deps, step.by_organisation) }),
      ...(step.by_account === null ? {} : { byName: await actorName(deps, 'staff', step.by_account) }),
      ...(step.sealed_text === null
        ? {}
        : { text: deps.sealer.openText(step.sealed_text, stepContext(step.alert_id)) }),
    })),
  );
}
