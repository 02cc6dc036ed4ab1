import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { STATE_TITLES } from '../domain/titles.ts';
import type { CaseTools } from '../module.ts';
import type { ReturnedRow } from '../store/returned.ts';
import { State } from '../views/shapes.ts';
import { CHANNELS } from './record.ts';

/** A returned case as both its applicant and officers see it: where it stands and what was done, nobody's name or number. */
export const ReturnedView = Type.Object({
  id: Type.String(),
  ownNo: Type.String(),
  matter: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  /** By whose system it was handled. */
  system: Type.String(),
  systemTitle: LocalText,
  state: State,
  stateTitle: LocalText,
  channel: Type.Enum([...CHANNELS]),
  submittedAt: Type.String(),
  acceptedAt: Type.Optional(Type.String()),
  decidedAt: Type.Optional(Type.String()),
  endedAt: Type.Optional(Type.String()),
  steps: Type.Array(Type.Object({ name: LocalText, at: Type.String() })),
  result: Type.Optional(Type.Object({ title: Type.String(), number: Type.Optional(Type.String()) })),
  /** Invented, laid by the demonstration. */
  sample: Type.Boolean(),
});

export function returnedView(tools: CaseTools, row: ReturnedRow): Static<typeof ReturnedView> {
  const { steps, result } = tools.contents.returned(row);
  const at = (instant: Date | null, name: 'acceptedAt' | 'decidedAt' | 'endedAt') =>
    instant ? { [name]: instant.toISOString() } : {};
  return {
    id: row.id,
    ownNo: row.own_no,
    matter: row.matter,
    title: matterTitle(tools, row.matter),
    organisation: row.organisation,
    organisationName: tools.organisations.find(row.organisation)?.name ?? {
      zh: row.organisation,
      en: row.organisation,
    },
    system: row.system,
    systemTitle: systemTitle(tools, row.system),
    state: row.state,
    stateTitle: STATE_TITLES[row.state],
    channel: row.channel,
    submittedAt: row.submitted_at.toISOString(),
    ...at(row.accepted_at, 'acceptedAt'),
    ...at(row.decided_at, 'decidedAt'),
    ...at(row.ended_at, 'endedAt'),
    steps: steps.map(({ name, nameEn, at: when }) => ({ name: { zh: name, en: nameEn || name }, at: when })),
    ...(result ? { result } : {}),
    sample: row.sample,
  };
}

export const systemTitle = (tools: CaseTools, system: string): LocalText =>
  tools.packs.find('applications', system)?.value.title ?? { zh: system, en: system };

export const matterTitle = (tools: CaseTools, matter: string): LocalText =>
  tools.matters.find(matter)?.title ?? { zh: matter, en: matter };
