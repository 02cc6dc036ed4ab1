import { Type, type Static } from 'typebox';
import { Value as Check } from 'typebox/value';
import { ferryErrors } from './errors.ts';
import type { FerryPackage } from './package.ts';

const RowState = Type.Object({ count: Type.Integer(), sum: Type.String({ pattern: '^[0-9a-f]{32}$' }) });

/** What a receiver answers: all up to `upTo` is applied for good; `missing` are asked for again; `rejected` came but could not be taken. */
export const Acknowledgement = Type.Object(
  {
    upTo: Type.Integer({ minimum: 0 }),
    missing: Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 10_000 }),
    rejected: Type.Array(
      Type.Object({ file: Type.String(), code: Type.String(), zh: Type.String(), en: Type.String() }),
      { maxItems: 1_000 },
    ),
    /** The route stands still until a person acts. */
    stopped: Type.Optional(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
    /** What the receiver holds of each line at `upTo`; `quarantined`: received, but not let into its lake. */
    lines: Type.Array(Type.Object({ id: Type.String(), state: RowState, quarantined: Type.Integer() }), {
      maxItems: 10_000,
    }),
  },
  { additionalProperties: false },
);
export type Acknowledgement = Static<typeof Acknowledgement>;

export function writeAck(ack: Acknowledgement): Buffer {
  return Buffer.from(JSON.stringify(ack), 'utf8');
}

/** @throws ferry.not-a-package */
export function readAck({ body }: Pick<FerryPackage, 'body'>, file: string): Acknowledgement {
  let ack: unknown;
  try {
    ack = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw ferryErrors.notAPackage({ file }, { cause: error });
  }
  if (!Check.Check(Acknowledgement, ack)) throw ferryErrors.notAPackage({ file });
  return ack;
}
