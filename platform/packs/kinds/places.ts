import { Type, type Static } from 'typebox';
import { CreditCodeText, DivisionCode, Id, PlainDateText, ref, strict, Text } from './parts.ts';

/** One division of the city (区划), down to the village. */
export const Division = strict({
  code: DivisionCode,
  name: Text,
  level: Type.Enum(['city', 'district', 'street', 'village']),
  parent: Type.Optional(ref('divisions', 'Code of the division above; left out for the city')),
});
export type Division = Static<typeof Division>;

/** GeoJSON (RFC 7946) of divisions' boundaries. */
export const Boundary = Type.Object({
  type: Type.Literal('Feature'),
  properties: Type.Object({ code: ref('divisions') }),
  geometry: Type.Object({
    type: Type.Enum(['Polygon', 'MultiPolygon']),
    coordinates: Type.Array(Type.Array(Type.Unknown())),
  }),
});
export type Boundary = Static<typeof Boundary>;

/** One organisation (机构). */
export const Organisation = strict({
  id: Id,
  creditCode: CreditCodeText,
  name: Text,
  short: Text,
  division: ref('divisions'),
  parent: Type.Optional(ref('organisations')),
  kind: Type.Enum(['department', 'sharing-authority', 'window', 'government', 'other']),
});
export type Organisation = Static<typeof Organisation>;

/** A demo account, offered on the sign-in page in demo mode only. */
export const Account = strict({
  login: Type.String({ pattern: '^[a-z][a-z0-9.-]*$', maxLength: 32 }),
  kind: Type.Enum(['person', 'staff']),
  name: Type.String({ minLength: 1, description: 'As it would stand on the account; of a person the registry wins' }),
  organisation: Type.Optional(ref('organisations', 'Of staff: where they work')),
  roles: Type.Array(Type.String({ minLength: 1, 'x-known': 'roles' }), { uniqueItems: true, description: 'Role ids' }),
  person: Type.Optional(
    strict({ sampleKey: Type.String({ minLength: 1, description: 'A person that the sample generator guarantees' }) }),
  ),
  firms: Type.Optional(
    Type.Array(
      strict({
        name: Type.String({ minLength: 1, maxLength: 200 }),
        creditCode: CreditCodeText,
        as: Type.Enum(['legal-representative', 'agent']),
        scope: Type.Optional(
          Type.Array(Type.Enum(['services', 'my-data', 'questions']), {
            uniqueItems: true,
            description: 'Of an agent: what they may do',
          }),
        ),
        from: Type.Optional(PlainDateText),
        until: Type.Optional(PlainDateText),
      }),
      { description: 'Of a person: firms for which they may act' },
    ),
  ),
  description: Text,
});
export type Account = Static<typeof Account>;

/** The city's own holiday notices over the national table, and the hour a day ends. */
const whole = (minimum: number, maximum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum, maximum, description }));

/** Numbers that a city sets for handling cases; what it leaves out is as the law or the product has it. */
const CaseLimits = strict(
  {
    acceptanceDays: whole(1, 5, 'Working days to answer what was handed in; by law 5 at most (行政许可法 art. 32)'),
    correctionDays: whole(1, 60, 'Working days to hand in what must be corrected'),
    extensionDays: whole(1, 10, 'Working days that an approval may add at most; by law 10 (行政许可法 art. 42)'),
    deliveryDays: whole(1, 10, 'Working days from approval to delivery of the result; by law 10 (行政许可法 art. 44)'),
    missingPapersDays: whole(1, 60, 'Working days to hand in papers that were to follow (容缺)'),
    commentMinutes: whole(0, 1440, 'Minutes in which an officer may take back a remark of theirs'),
    stoppedHours: Type.Optional(
      strict({
        supervisor: Type.Integer({
          minimum: 1,
          maximum: 720,
          description: 'Hours after which a stopped process is told to who supervises its office',
        }),
        inspection: Type.Integer({
          minimum: 1,
          maximum: 720,
          description: 'Hours after which the office of inspection is told too; not fewer than the supervisor’s',
        }),
      }),
    ),
  },
  'Time limits of handling cases that the city sets itself',
);

export const Calendar = strict({
  notices: Type.Array(
    strict({
      date: PlainDateText,
      workday: Type.Boolean({ description: 'true: a make-up working day; false: a holiday' }),
      name: Type.String({ minLength: 1 }),
      noticeNo: Type.String({ minLength: 1, description: 'Number of the notice that says so' }),
    }),
  ),
  dueHour: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 24,
      default: 24,
      description: 'Hour of the last day at which a clock runs out',
    }),
  ),
  caseLimits: Type.Optional(CaseLimits),
});
export type Calendar = Static<typeof Calendar>;
