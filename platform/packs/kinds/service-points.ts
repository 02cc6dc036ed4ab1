import { Type, type Static } from 'typebox';
import { DivisionCode, Id, ref, strict, Text } from './parts.ts';

const Span = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: "'09:00-12:00', Shanghai's time; a lunch break is the gap between two spans",
});

/** The matters that are taken in: all for which the place is right, or those named. */
const Takes = Type.Union([
  Type.Literal('any', {
    description:
      '综合窗口、无差别受理: matters of the organisation that runs it, and those handled at halls (handling.centre) as far as they reach (handling.across)',
  }),
  Type.Array(ref('matters'), { minItems: 1, uniqueItems: true }),
]);

/** A place where people come with their matters (办事网点): a hall with its windows, a town's or a village's point. */
export const ServicePoint = strict({
  id: Id,
  level: Type.Enum(['city', 'county', 'town', 'village'], { description: 'That of its division: 市, 县, 乡镇, 村' }),
  name: Text,
  organisation: ref('organisations', 'Who runs it'),
  division: Type.Unsafe<string>({ ...DivisionCode, ...ref('divisions', 'Where it stands, and for whom') }),
  address: Text,
  phone: Type.String({ minLength: 1 }),
  hours: Type.Array(
    strict({
      days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, description: '1 Monday to 7 Sunday' }),
      open: Type.Array(Span, { minItems: 1 }),
    }),
    { minItems: 1 },
  ),
  holidays: Type.Enum(['closed', 'as-usual'], {
    description:
      "closed: shut in public holidays, and on a make-up working day open as on a Monday; as-usual: the weekday's hours always",
  }),
  windows: Type.Array(strict({ number: Type.String({ minLength: 1 }), name: Text, matters: Takes }), { minItems: 1 }),
  access: Type.Optional(
    Type.Array(Type.Enum(['step-free', 'lift', 'accessible-toilet', 'sign-language', 'hearing-loop', 'parking']), {
      uniqueItems: true,
      description: 'What helps those who need it (无障碍设施)',
    }),
  ),
});
export type ServicePoint = Static<typeof ServicePoint>;
