import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';

const Node = Type.String({ minLength: 1, maxLength: 200 });
export const Version = Type.String({ minLength: 1, maxLength: 200 });

/** Old step → step of the same kind in the new version, where the ids differ. */
export const Mapping = Type.Record(Node, Node, { maxProperties: 100 });

export const Target = {
  /** The version to go by, any that is still in force; the one in use unless told. */
  version: Type.Optional(Version),
  mapping: Type.Optional(Mapping),
};

/** Stays inside. */
export const Reason = Type.String({ minLength: 1, maxLength: 1000 });

/** How the case stood when it was looked at; a move takes it, and one of a case that went on meanwhile is refused. */
export const Seen = Type.String({ pattern: '^[0-9a-f]{32}$' });

export const Fault = Type.Object({ code: Type.String(), node: Type.String(), text: LocalText });

const place = {
  node: Type.String(),
  title: LocalText,
  /** Where it goes as things stand; absent while it has to be chosen. */
  to: Type.Optional(Type.String()),
  /** Steps of the new version that may take its place. */
  choices: Type.Array(Type.Object({ node: Type.String(), title: LocalText })),
};
export const Place = Type.Object(place);
export type Place = Type.Static<typeof Place>;

export const Preview = Type.Object({
  from: Type.String(),
  to: Type.String(),
  seen: Seen,
  /** Where the case stands, and which steps of the new version may take each place. */
  places: Type.Array(Place),
  /** What stands against it; empty: it can be moved. */
  faults: Type.Array(Fault),
  /** What will be different. */
  notes: Type.Array(LocalText),
  /** What stays as it is, by law. */
  stays: Type.Array(LocalText),
  /** Work that is open afterwards. */
  open: Type.Array(LocalText),
});

/** A version that cases may be moved to. */
export const TargetVersion = Type.Object({
  version: Type.String(),
  /** First in use. */
  since: Type.String(),
  /** New cases go by it. */
  inUse: Type.Boolean(),
});

/** What a trial says of one case. */
export const Tried = Type.Object({
  caseId: Type.String(),
  caseNo: Type.String(),
  /** Absent where it could not even be tried. */
  seen: Type.Optional(Seen),
  moves: Type.Boolean(),
  why: Type.Optional(LocalText),
});

export const Trial = Type.Object({
  results: Type.Array(Tried),
  /** Where the tried cases stand, all together. */
  places: Type.Array(Type.Object({ ...place, cases: Type.Integer() })),
  /** What will be different, and for how many of those that would move. */
  notes: Type.Array(Type.Object({ text: LocalText, cases: Type.Integer() })),
  stays: Type.Array(LocalText),
  /** Give it as `after` for the rest; absent: all were tried. */
  next: Type.Optional(Type.String()),
});
export type Trial = Type.Static<typeof Trial>;
