import { Type } from 'typebox';
import { LocalText, maskValue } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { mayTakeIn, serves } from '../domain/take-in.ts';
import { STATE_TITLES } from '../domain/titles.ts';
import { ACTS, ACTS_TITLES, SHOWN, SHOWN_TITLES } from '../domain/visits.ts';
import type { CaseTools } from '../module.ts';
import { casesForWindow } from '../store/case-lists.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { VisitorRow } from '../store/visitors.ts';
import { State } from '../views/shapes.ts';
import { placeTitle } from './window-places.ts';

/** Whom a visit is about, as sealed. */
export type Who = {
  number: string;
  name: string;
  nameFrom: 'register' | 'account' | 'paper';
  agent?: { name: string; citizenId: string };
};

/** Somebody at the window: who they are, what of theirs may be dealt with here, what may be begun for them. */
export const Visitor = Type.Object({
  id: Type.String(),
  at: Type.String(),
  kind: Type.Enum(['person', 'firm']),
  name: Type.String(),
  /** Masked, but for a firm's, which is public. */
  number: Type.String(),
  nameFrom: Type.Enum(['register', 'account', 'paper']),
  shown: Type.Enum([...SHOWN]),
  shownTitle: LocalText,
  acts: Type.Enum([...ACTS]),
  actsTitle: LocalText,
  agent: Type.Optional(Type.String()),
  /** The point and its window. */
  place: Type.Optional(LocalText),
  cases: Type.Array(
    Type.Object({
      id: Type.String(),
      caseNo: Type.String(),
      matter: Type.String(),
      title: LocalText,
      state: State,
      stateTitle: LocalText,
      organisationName: LocalText,
      at: Type.String(),
      /** A draft of this officer's; to be corrected here; decided, so that its result may be picked up. */
      may: Type.Array(Type.Enum(['go-on', 'correct', 'count-visit'])),
      visits: Type.Optional(Type.Integer()),
    }),
  ),
  matters: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalText,
      organisationName: LocalText,
      /** Whether it is the officer's own office's, or taken in for another by a hall. */
      by: Type.Enum(['own', 'hall']),
      projectType: Type.Enum(['instant', 'promise']),
      visits: Type.Integer(),
      papers: Type.Integer(),
    }),
  ),
});
export type Visitor = Type.Static<typeof Visitor>;

/** Matters that this officer may take in for that kind of applicant. */
export function mattersAtWindow(
  tools: Pick<CaseTools, 'matters' | 'organisations'>,
  staff: StaffActor,
  kind: 'person' | 'firm',
) {
  return tools.matters.all().flatMap((matter) => {
    const by = mayTakeIn(staff, matter, (id) => tools.organisations.find(id));
    return by && serves(matter, kind) ? [{ matter, by }] : [];
  });
}

/** The caller records the look. */
export async function visitorView(
  tools: CaseTools,
  tx: Tx,
  staff: StaffActor,
  row: VisitorRow,
  who: Who,
): Promise<Visitor> {
  const matters = mattersAtWindow(tools, staff, row.kind);
  const ids = new Set(matters.map(({ matter }) => matter.id));
  const nameOf = (id: string): LocalText => tools.organisations.find(id)?.name ?? { zh: id, en: id };
  const cases = (await casesForWindow(tx, row.subject, staff.accountId)).filter((one) => ids.has(one.matter));
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    name: who.name,
    number: row.kind === 'person' ? maskValue(who.number, 'citizen-id') : who.number,
    nameFrom: who.nameFrom,
    shown: row.shown,
    shownTitle: SHOWN_TITLES[row.shown],
    acts: row.acts,
    actsTitle: ACTS_TITLES[row.acts],
    ...(who.agent ? { agent: who.agent.name } : {}),
    ...(row.place ? { place: placeTitle(row.place) } : {}),
    cases: cases.map((record) => ({
      id: record.id,
      caseNo: record.caseNo,
      matter: record.matter,
      title: tools.matters.get(record.matter, record.matterVersion).title,
      state: record.state,
      stateTitle: STATE_TITLES[record.state],
      organisationName: nameOf(record.organisation),
      at: record.updatedAt.toISOString(),
      may: mayDo(record),
      ...(record.visits === null ? {} : { visits: record.visits }),
    })),
    matters: matters.map(({ matter, by }) => ({
      id: matter.id,
      title: matter.title,
      organisationName: nameOf(matter.organisation),
      by,
      projectType: matter.projectType,
      visits: matter.visits.count,
      papers: matter.materials.filter(({ avoided, necessity }) => !avoided && necessity === 'required').length,
    })),
  };
}

function mayDo({ state }: CaseRecord): ('go-on' | 'correct' | 'count-visit')[] {
  if (state === 'draft') return ['go-on'];
  return state === 'correction' ? ['correct', 'count-visit'] : ['count-visit'];
}
