import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';

const Node = Type.String({ minLength: 1, maxLength: 200 });

export const Target = {
  /** The version to go by; the one in use unless told. */
  version: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** Old step → step of the same kind in the new version, where the ids differ. */
  mapping: Type.Optional(Type.Record(Node, Node, { maxProperties: 100 })),
};

/** Stays inside. */
export const Reason = Type.String({ minLength: 1, maxLength: 1000 });

export const Fault = Type.Object({ code: Type.String(), node: Type.String(), text: LocalText });

export const Preview = Type.Object({
  from: Type.String(),
  to: Type.String(),
  revision: Type.Integer(),
  /** Where the case stands, and which steps of the new version may take each place. */
  places: Type.Array(
    Type.Object({
      node: Type.String(),
      title: LocalText,
      to: Type.Optional(Type.String()),
      choices: Type.Array(Type.Object({ node: Type.String(), title: LocalText })),
    }),
  ),
  /** What stands against it; empty: it can be moved. */
  faults: Type.Array(Fault),
  /** What will be different. */
  notes: Type.Array(LocalText),
  /** What stays as it is, by law. */
  stays: Type.Array(LocalText),
  /** Work that is open afterwards. */
  open: Type.Array(LocalText),
});
