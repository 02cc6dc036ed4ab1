import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';

const Value = Type.Union([Type.String(), Type.Null()]);

/** What a call may be answered with, for the API's description; which parts are there follows from the mode. */
export const ANSWER_FIELDS = {
  callId: Type.String(),
  mode: Type.Enum(['verify', 'rows', 'score', 'aggregate']),
  result: Type.Optional(Type.Enum(['match', 'no-match', 'not-found', 'scored'])),
  rows: Type.Optional(
    Type.Array(
      Type.Object({
        values: Type.Record(Type.String(), Value),
        sources: Type.Record(
          Type.String(),
          Type.Object({ organisation: Type.String(), resource: Type.String(), at: Type.String() }),
        ),
      }),
    ),
  ),
  next: Type.Optional(Type.String()),
  score: Type.Optional(Type.Integer()),
  band: Type.Optional(Type.Object({ id: Type.String(), title: LocalText })),
  groups: Type.Optional(
    Type.Array(
      Type.Object({
        by: Type.Record(Type.String(), Value),
        values: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Null()])),
      }),
    ),
  ),
  hidden: Type.Optional(Type.Integer()),
  protection: Type.Optional(
    Type.Object({
      minimumGroup: Type.Integer(),
      rounding: Type.Optional(Type.Integer()),
      held: Type.Boolean(),
      text: LocalText,
    }),
  ),
  notice: Type.Optional(Type.Object({ version: Type.String(), retiresOn: Type.String() })),
};
