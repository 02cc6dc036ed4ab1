import { Type } from 'typebox';
import { maskValue } from '@platform/kernel';
import { inScope, type Actor } from '@platform/access';
import { readerOf } from '@platform/audit';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { OUTCOMES } from '../domain/question.ts';
import { stepsOf, type QuestionRow } from '../store/questions.ts';
import { aboutView, AboutView, questionView, QuestionView, stepsView, StepView } from '../views/question-view.ts';
import { getQuestion } from './scope.ts';

export const OpenedQuestion = Type.Object({
  ...QuestionView,
  about: AboutView,
  steps: Type.Array(StepView),
  /** Whole for a correction, which cannot be made without knowing whose value it is; masked otherwise. */
  person: Type.Optional(Type.Object({ name: Type.String(), citizenId: Type.String() })),
  /** The firm it is about, for which the person above asked. Its name and code are public. */
  firm: Type.Optional(Type.Object({ name: Type.String(), creditCode: Type.String() })),
  /** Who read, for the office that read; never told to the person. */
  reader: Type.Optional(Type.Object({ kind: Type.String(), name: Type.String() })),
  outcomes: Type.Array(Type.Enum(['explained', 'upheld', 'dismissed', 'corrected', 'unchanged'])),
  mayAnswer: Type.Boolean(),
});

/** One question with what was said and what it is about. Each look is recorded as a read of the person's data. */
export function showQuestion(deps: Own): Feature {
  return feature({
    name: 'disclosures.show-question',
    method: 'GET',
    path: '/api/data-questions/:id',
    summary: { zh: '查看一份疑问、异议或更正（留痕）', en: 'Open a question, objection or correction (logged)' },
    access: { permission: 'disclosures.answer' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    response: OpenedQuestion,
    handle: ({ actor, trace }, { params }) =>
      // Not a read-only transaction: the look is recorded before the text leaves.
      deps.db.transaction(async (tx) => {
        const { row, staff } = await getQuestion(tx, params.id, actor);
        const whole = row.kind === 'correction';
        await deps.audit.recordRead(tx, {
          actor: staff,
          organisation: staff.organisation,
          subject: row.subject,
          channel: 'console',
          resource: `question:${row.kind}`,
          fields: whole ? ['name', 'citizenId'] : ['name'],
          purpose: PURPOSES[row.kind],
          caseNo: row.no,
          trace,
        });
        return opened(deps, tx, row, actor);
      }),
  });
}

const PURPOSES = {
  question: { zh: '答复本人的提问', en: 'Answering the person’s question' },
  objection: { zh: '核查本人的异议', en: 'Looking into the person’s objection' },
  correction: { zh: '核对更正本人的数据', en: 'Checking and correcting the person’s data' },
} as const;

export async function opened(deps: Own, tx: Tx, row: QuestionRow, actor: Actor) {
  const person = await personOf(deps, row);
  const reader =
    actor.kind === 'staff' && inScope(actor, row.organisation) ? await readerNamed(deps, tx, row) : undefined;
  const firm = await deps.identity?.firmOfSubject?.(row.subject);
  const late = deps.clock.now() >= row.due_at;
  const authority = isAuthority(deps, actor);
  return {
    ...questionView(deps, row),
    about: aboutView(deps, row),
    steps: stepsView(deps, await stepsOf(tx, row.id)),
    ...(person ? { person } : {}),
    ...(firm ? { firm } : {}),
    ...(reader ? { reader } : {}),
    outcomes: [...OUTCOMES[row.kind]],
    mayAnswer:
      row.state === 'asked' ? !authority || late || ownOffice(actor, row) : row.state === 'escalated' && authority,
  };
}

/** Who reads and answers for all organisations does so as the authority, but for what their own organisation read. */
export function isAuthority(deps: Pick<Own, 'organisations'>, actor: Actor): boolean {
  if (actor.kind !== 'staff') return false;
  return actor.organisations === 'all' || deps.organisations.find(actor.organisation)?.kind === 'sharing-authority';
}

export const ownOffice = (actor: Actor, row: Pick<QuestionRow, 'organisation'>): boolean =>
  actor.kind === 'staff' && actor.organisation === row.organisation;

async function personOf(deps: Own, row: QuestionRow): Promise<{ name: string; citizenId: string } | undefined> {
  const found = await deps.identity?.citizenOf(row.account_id).catch(() => undefined);
  if (!found) return undefined;
  const whole = row.kind === 'correction';
  return {
    name: whole ? found.name : maskValue(found.name, 'name'),
    citizenId: whole ? found.citizenId : maskValue(found.citizenId, 'citizen-id'),
  };
}

async function readerNamed(deps: Own, tx: Tx, row: QuestionRow): Promise<{ kind: string; name: string } | undefined> {
  if (row.read_id === null) return undefined;
  const reader = await readerOf(tx, row.read_id, row.organisation);
  if (!reader) return undefined;
  const staff = reader.actor_kind === 'staff' ? await deps.identity?.staffOf?.(reader.actor_id) : undefined;
  const number = reader.actor_kind === 'staff' ? `#${reader.actor_id.slice(-6)}` : reader.actor_id;
  return { kind: reader.actor_kind, name: staff?.name ?? number };
}
