import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { CASE_STATES } from '../contract/index.ts';
import { insideShape } from './inside-shape.ts';

export const State = Type.Enum([...CASE_STATES]);

export const Clock = Type.Object({
  light: Type.Enum(['green', 'amber', 'red']),
  dueDate: Type.String(),
  workdaysLeft: Type.Integer(),
  /** Beyond the last published holiday notice: recomputed when it arrives. */
  provisional: Type.Boolean(),
  /** Why the handling time does not run. */
  paused: Type.Optional(LocalText),
});

const Source = Type.Object({
  organisation: Type.String(),
  organisationName: LocalText,
  resource: Type.String(),
  at: Type.String(),
  purpose: LocalText,
});

const Step = Type.Object({
  key: Type.String(),
  title: LocalText,
  state: Type.Enum(['done', 'current', 'todo']),
  at: Type.Optional(Type.String()),
  note: Type.Optional(LocalText),
});

const Correction = Type.Object({
  items: Type.Array(Type.Object({ field: Type.Optional(Type.String()), text: Type.String() })),
  note: Type.Optional(Type.String()),
  until: Type.String(),
});

const shared = {
  id: Type.String(),
  caseNo: Type.String(),
  matter: Type.String(),
  matterVersion: Type.String(),
  title: LocalText,
  /** 业务办理项 that the answers name, with its code of 33 places. */
  scenario: Type.Optional(Type.Object({ code: Type.String(), title: LocalText })),
  organisation: Type.String(),
  organisationName: LocalText,
  state: State,
  stateTitle: LocalText,
  formSchema: Type.Unknown(),
  uiOrder: Type.Array(Type.String()),
  form: Type.Record(Type.String(), Type.Unknown()),
  /** By form field. */
  sources: Type.Record(Type.String(), Source),
  /** Fields that data filled in: shown, not typed. */
  locked: Type.Array(Type.String()),
  materials: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalText,
      avoided: Type.Boolean(),
      replacedBy: Type.Optional(LocalText),
      necessity: Type.Enum(['required', 'optional', 'later']),
    }),
  ),
  papersSaved: Type.Integer(),
  steps: Type.Array(Step),
  clock: Type.Optional(Clock),
  submittedAt: Type.Optional(Type.String()),
  decision: Type.Optional(
    Type.Object({
      outcome: Type.Enum(['approved', 'refused', 'routed']),
      instant: Type.Boolean(),
      reason: Type.Optional(LocalText),
      rules: Type.Array(Type.Object({ id: Type.String(), text: LocalText })),
      version: Type.String(),
      at: Type.String(),
    }),
  ),
  correction: Type.Optional(Correction),
  /** To which authority it was referred (转报), why, and what to do there. */
  referral: Type.Optional(
    Type.Object({ to: LocalText, at: Type.String(), reason: Type.String(), advice: Type.String() }),
  ),
  refusal: Type.Optional(Type.Object({ reason: Type.String(), basis: Type.String(), remedies: Type.Array(LocalText) })),
};

/** A case as its applicant sees it: never the officer, never an opinion. */
export const MyCase = Type.Object({
  ...shared,
  licenceId: Type.Optional(Type.String()),
  review: Type.Optional(Type.Object({ stars: Type.Integer() })),
  /** What the applicant may do now. */
  allowed: Type.Array(Type.Enum(['submit', 'resubmit', 'withdraw'])),
});
export type MyCase = Type.Static<typeof MyCase>;

export const WORK_ACTIONS = ['accept', 'request-correction', 'approve', 'refuse', 'refer'] as const;

/** A case as the officer who handles it sees it, with the data behind each field. */
export const WorkCase = Type.Object({
  ...shared,
  applicant: Type.Object({ name: Type.String(), citizenId: Type.String() }),
  /** Give it back with an act, so that nobody acts on what has changed meanwhile. */
  revision: Type.Integer(),
  receivedAt: Type.String(),
  trace: Type.Optional(
    Type.Object({
      inputs: Type.Record(Type.String(), Type.Unknown()),
      rulesHit: Type.Array(Type.Object({ index: Type.Integer(), id: Type.String(), text: LocalText })),
      decision: Type.Enum(['approve', 'route', 'refuse']),
      reason: Type.Optional(LocalText),
      version: Type.String(),
      at: Type.String(),
    }),
  ),
  history: Type.Array(
    Type.Object({ at: Type.String(), action: LocalText, by: LocalText, note: Type.Optional(LocalText) }),
  ),
  /** Reasons for which the matter's texts are ready, for clerks to choose from. */
  reasons: Type.Array(LocalText),
  legalBasis: Type.Array(LocalText),
  allowed: Type.Array(Type.Enum([...WORK_ACTIONS])),
});
export type WorkCase = Type.Static<typeof WorkCase>;

/** The same with everything that only concerned organisations see. */
export const WholeCase = Type.Interface([WorkCase], insideShape);
export type WholeCase = Type.Static<typeof WholeCase>;
