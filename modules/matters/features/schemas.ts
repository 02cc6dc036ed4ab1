import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';

export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** A definition as `matter.yaml` would say it; what is wrong with it is told by {@link Fault}, not by the schema of the request. */
export const Definition = Type.Record(Type.String(), Type.Unknown());
export const Files = Type.Record(
  Type.String({ pattern: '^[a-z0-9-]+\\.(json|dmn|bpmn)$' }),
  Type.String({ maxLength: 1_000_000 }),
);

/** One place where two versions differ. */
export const Change = Type.Object({
  path: Type.Array(Type.String()),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});
export const FileChange = Type.Object({
  name: Type.String(),
  before: Type.Optional(Type.String()),
  after: Type.Optional(Type.String()),
});

export const Fault = Type.Object({
  /** A JSON pointer into the definition, or `file:line` of a file beside it. */
  path: Type.String(),
  file: Type.Optional(Type.String()),
  line: Type.Optional(Type.Integer()),
  code: Type.String(),
  message: LocalText,
});

export const STATES = ['draft', 'submitted', 'approved', 'published', 'superseded'] as const;
export const State = Type.Enum([...STATES]);
export const Step = Type.Enum([
  'edit',
  'submit',
  'withdraw',
  'discard',
  'return',
  'approve',
  'revise',
  'retire',
  'inherit',
]);
export type StepName =
  | 'edit'
  | 'submit'
  | 'withdraw'
  | 'discard'
  | 'return'
  | 'approve'
  | 'revise'
  | 'retire'
  | 'inherit';

export const WorkView = Type.Object({
  id: Type.String(),
  no: Type.Integer(),
  state: State,
  origin: Type.Enum(['console', 'excel', 'pack']),
  note: Type.Optional(Type.String()),
  basedOn: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  revision: Type.Integer(),
  updatedAt: Type.String(),
  submittedAt: Type.Optional(Type.String()),
  reviewedAt: Type.Optional(Type.String()),
  publishOn: Type.Optional(Type.String()),
  publishedAt: Type.Optional(Type.String()),
  returnedReason: Type.Optional(Type.String()),
});

export const Summary = Type.Object({
  id: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  useLevel: Type.String(),
  taskType: Type.String(),
  taskCode: Type.String(),
  projectType: Type.String(),
  promise: Type.Optional(Type.Object({ days: Type.Integer(), unit: Type.Enum(['workday', 'day']) })),
  statutory: Type.Optional(Type.Object({ days: Type.Integer(), unit: Type.Enum(['workday', 'day']) })),
  visits: Type.Optional(Type.Integer()),
  online: Type.Boolean(),
  inherits: Type.Optional(Type.String()),
  heirs: Type.Integer(),
  state: Type.Enum(['in-use', 'new', 'retired', 'not-yet']),
  version: Type.Optional(Type.String()),
  work: Type.Optional(WorkView),
  conflict: Type.Boolean(),
});
