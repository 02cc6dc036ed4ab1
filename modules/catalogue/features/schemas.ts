import { Type, type Static } from 'typebox';
import { LocalText, MASKS } from '@platform/kernel';

const strict = <T extends Parameters<typeof Type.Object>[0]>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

export const Day = Type.String({ format: 'date' });
const Words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 1000 }), en: Type.String({ minLength: 1, maxLength: 1000 }) },
  { additionalProperties: false },
);

export const TYPES = [
  'text',
  'date',
  'integer',
  'code',
  'citizen-id',
  'credit-code',
  'boolean',
  'number',
  'timestamp',
] as const;
export const CLASSES = [
  'identity',
  'contact',
  'health',
  'property',
  'location',
  'person',
  'firm',
  'public',
  'other',
] as const;
export const CATEGORIES = ['base', 'theme', 'department'] as const;
export const SHARE_TYPES = ['unconditional', 'conditional', 'none'] as const;
export const OPEN_ATTRIBUTES = ['open', 'conditional', 'closed'] as const;
export const CYCLES = ['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular'] as const;
export const FORMATS = ['database', 'spreadsheet', 'document', 'image', 'geodata', 'stream'] as const;
export const MODES = ['interface', 'subscription', 'file', 'sandbox'] as const;
export const ORIGINS = ['pack', 'console', 'node'] as const;

const DraftItemBody = strict({
  name: Type.Optional(Type.String({ maxLength: 64 })),
  title: Words,
  type: Type.Optional(Type.Enum([...TYPES])),
  required: Type.Optional(Type.Boolean()),
  maxLength: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  min: Type.Optional(Type.Integer()),
  max: Type.Optional(Type.Integer()),
  pattern: Type.Optional(Type.String({ format: 'regex', maxLength: 500 })),
  codeTable: Type.Optional(Type.String({ maxLength: 64 })),
  grade: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  personal: Type.Optional(Type.Boolean()),
  mask: Type.Optional(Type.Enum([...MASKS])),
  element: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  dataClass: Type.Optional(Type.Enum([...CLASSES])),
});

/** A definition that is being compiled; only its title has to be there. */
export const DraftBody = strict({
  title: Words,
  summary: Type.Optional(Words),
  provider: Type.Optional(Type.String({ maxLength: 64 })),
  class: Type.Optional(strict({ category: Type.Enum([...CATEGORIES]), theme: Type.Optional(Words) })),
  code: Type.Optional(Type.String({ maxLength: 64 })),
  aliases: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 30 })),
  duty: Type.Optional(Words),
  system: Type.Optional(Words),
  format: Type.Optional(Type.Enum([...FORMATS])),
  shareType: Type.Optional(Type.Enum([...SHARE_TYPES])),
  shareCondition: Type.Optional(Words),
  shareBasis: Type.Optional(Words),
  shareModes: Type.Optional(Type.Array(Type.Enum([...MODES]), { uniqueItems: true })),
  openAttribute: Type.Optional(Type.Enum([...OPEN_ATTRIBUTES])),
  openCondition: Type.Optional(Words),
  responsibility: Type.Optional(strict({ dueOn: Day, basis: Type.Optional(Words) })),
  updateCycle: Type.Optional(Type.Enum([...CYCLES])),
  grade: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  key: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 })),
  items: Type.Array(DraftItemBody, { maxItems: 500 }),
});
export type DraftBody = Static<typeof DraftBody>;

export const CauseBody = strict({
  kind: Type.Enum(['new', 'correction', 'law', 'duty']),
  changedOn: Type.Optional(Day),
  special: Type.Optional(Type.Boolean()),
  note: Type.Optional(Type.String({ maxLength: 500 })),
});

export const ClockView = Type.Object({
  light: Type.Enum(['green', 'amber', 'red']),
  dueDate: Type.String(),
  workdaysLeft: Type.Integer(),
  provisional: Type.Boolean(),
});

export const FindingView = Type.Object({
  level: Type.Enum(['fault', 'warning']),
  path: Type.String(),
  code: Type.String(),
  message: LocalText,
});

export const ChangeView = Type.Object({
  kind: Type.Enum(['added', 'removed', 'changed']),
  item: Type.Optional(Type.String()),
  field: Type.Optional(Type.String()),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});

export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
