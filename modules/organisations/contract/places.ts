import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';

/** An organisation (机构): a department, a window, the authority for sharing. `division` is where it has its powers. */
export const Organisation = Type.Object({
  id: Type.String(),
  /** Unified social credit code (GB 32100-2015). */
  creditCode: Type.String(),
  name: LocalText,
  short: LocalText,
  division: Type.String(),
  parent: Type.Optional(Type.String()),
  kind: Type.String(),
});
export type Organisation = Static<typeof Organisation>;

/** A division of the city (区划), by its GB/T 2260 code. */
export const Division = Type.Object({
  code: Type.String(),
  name: LocalText,
  level: Type.Enum(['city', 'district', 'street', 'village']),
  parent: Type.Optional(Type.String()),
});
export type Division = Static<typeof Division>;
