import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { LINEAGE_KINDS } from '../contract/index.ts';

export const Kind = Type.Enum([...LINEAGE_KINDS]);
export const Node = Type.Object({
  id: Type.String(),
  kind: Kind,
  title: LocalText,
  owner: Type.Object({ zh: Type.String(), en: Type.String() }),
});
export const Edge = Type.Object({
  from: Type.String(),
  to: Type.String(),
  how: Type.Enum(['value', 'uses', 'holds', 'counts', 'tells']),
  definition: Type.Object({
    origin: Type.Enum(['pack', 'console']),
    kind: Type.String(),
    id: Type.String(),
    pack: Type.Optional(Type.String()),
    file: Type.Optional(Type.String()),
    line: Type.Optional(Type.Integer()),
  }),
});
/** How many nodes of each kind. */
export const Counts = Type.Record(Type.String(), Type.Integer());
export const NodeId = Type.String({ minLength: 3, maxLength: 300 });
