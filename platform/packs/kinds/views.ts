import { Type, type Static } from 'typebox';
import { Id, ref, strict, Text } from './parts.ts';

/** A figure of the cockpit, taken from a measure that a module exports. */
export const Indicator = strict({
  id: Id,
  title: Text,
  unit: Text,
  measure: Type.String({
    pattern: '^[a-z][a-z-]*\\.[a-z][a-z0-9-]*$',
    'x-known': 'measures',
    description: 'Measure exported by a module, as in exchange.rows-taken-in',
  }),
  period: Type.Enum(['today', 'month', 'year', 'all']),
});
export type Indicator = Static<typeof Indicator>;

/** A page of the cockpit. */
export const Board = strict({
  id: Id,
  title: Text,
  panels: Type.Array(strict({ title: Text, indicators: Type.Array(ref('indicators'), { minItems: 1 }) }), {
    minItems: 1,
  }),
});
export type Board = Static<typeof Board>;

/** One text that the pack gives to the applications, by its key. */
export const PackText = Text;
export type PackText = Static<typeof PackText>;
