import { Type } from 'typebox';
import { defineEvent } from '@platform/kernel';

const Kind = Type.Enum(['question', 'objection', 'correction']);

/** Someone asked an office about a read of their data, objected to it, or says that a value is wrong. Aggregate `question:<id>`. */
export const questionAsked = defineEvent(
  'disclosures.question-asked',
  Type.Object({ questionId: Type.String(), kind: Kind, organisation: Type.String() }),
);
/** The office, or the authority after it, has answered. */
export const questionAnswered = defineEvent(
  'disclosures.question-answered',
  Type.Object({
    questionId: Type.String(),
    kind: Kind,
    organisation: Type.String(),
    outcome: Type.String(),
    late: Type.Boolean(),
  }),
);
/** The person was not content, or got no answer, and went on to the sharing authority. */
export const questionEscalated = defineEvent(
  'disclosures.question-escalated',
  Type.Object({ questionId: Type.String(), kind: Kind, organisation: Type.String(), authority: Type.String() }),
);
/** The office's time is over and nobody has answered; the authority is told. */
export const questionOverdue = defineEvent(
  'disclosures.question-overdue',
  Type.Object({ questionId: Type.String(), kind: Kind, organisation: Type.String(), authority: Type.String() }),
);
/** A read was found not to have been right. */
export const objectionUpheld = defineEvent(
  'disclosures.objection-upheld',
  Type.Object({ questionId: Type.String(), readId: Type.String(), organisation: Type.String() }),
);
