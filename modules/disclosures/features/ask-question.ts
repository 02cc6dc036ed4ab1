import { Type } from 'typebox';
import { isUuid, shanghaiDate, type LocalText } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { readsAbout } from '@platform/audit';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { questionAsked } from '../contract/index.ts';
import { holderOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { answerDeadline, MOST_OPEN, SAID, type QuestionKind } from '../domain/question.ts';
import { countOpen, findOpenAbout, findQuestion, insertQuestion, insertStep, nextNumber } from '../store/questions.ts';
import { aboutContext, questionView, QuestionView, stepContext, type About } from '../views/question-view.ts';
import { OfHolder } from './period.ts';

const Body = Type.Object(
  {
    kind: Type.Enum(['question', 'objection', 'correction']),
    readId: Type.Optional(Type.String({ maxLength: 64 })),
    /** Of a correction: which of the read's fields is wrong. */
    field: Type.Optional(Type.String({ maxLength: 100 })),
    /** A prefilled value that is wrong, by where it came from; `title` as the page calls it. */
    source: Type.Optional(
      Type.Object(
        {
          resource: Type.String({ maxLength: 100 }),
          title: Type.String({ minLength: 1, maxLength: 60 }),
          caseNo: Type.Optional(Type.String({ maxLength: 100 })),
        },
        { additionalProperties: false },
      ),
    ),
    text: Type.String({ maxLength: 1_000, pattern: SAID }),
    ...OfHolder,
  },
  { additionalProperties: false },
);

/** Asks the office that read why, objects to the read, or says that a value is wrong; a clock of ten working days starts. */
export function askQuestion(deps: Own): Feature {
  return feature({
    name: 'disclosures.ask-question',
    method: 'POST',
    path: '/api/my-data/questions',
    summary: {
      zh: '对查看提问、提出异议或申请更正',
      en: 'Ask about a read, object to it, or say that a value is wrong',
    },
    access: { signedIn: 'person' },
    rateLimit: 10,
    body: Body,
    status: 201,
    response: Type.Object(QuestionView),
    async handle({ actor, trace }, { body }) {
      const person = asPerson(actor);
      const { subject, actor: asker } = await holderOf(deps, person, body.holder, 'questions');
      const now = deps.clock.now();
      const row = await deps.db.transaction(async (tx) => {
        const target = await targetOf(deps, tx, subject, body);
        const open = await countOpen(tx, person.accountId, subject);
        if (open >= MOST_OPEN) throw disclosureErrors.tooManyOpen({ count: open });
        const id = deps.ids.next();
        const no = await nextNumber(tx, shanghaiDate(now).slice(0, 4));
        const made = await insertQuestion(
          tx,
          {
            id,
            no,
            kind: body.kind,
            subject,
            account_id: person.accountId,
            organisation: target.organisation,
            read_id: target.readId,
            sealed_about: deps.sealer.sealJson(target.about, aboutContext(id)),
          },
          answerDeadline(now, deps.calendar),
        );
        if (!made) {
          const there = target.readId && (await findOpenAbout(tx, subject, target.readId, body.kind));
          throw disclosureErrors.alreadyAsked({ no: there ? there.no : '–' });
        }
        await insertStep(tx, {
          question_id: id,
          kind: 'asked',
          at: now,
          organisation: null,
          account_id: null,
          outcome: null,
          sealed_text: deps.sealer.sealJson({ text: body.text.trim() }, stepContext(id)),
        });
        await deps.outbox.append(
          tx,
          questionAsked,
          `question:${id}`,
          { questionId: id, kind: body.kind, organisation: target.organisation },
          trace,
        );
        await deps.audit.append(tx, {
          actor: asker,
          action: 'disclosures.ask-question',
          subject: `question:${id}`,
          detail: { no, kind: body.kind, organisation: target.organisation },
          trace,
        });
        return findQuestion(tx, id);
      });
      if (!row) throw disclosureErrors.unknownQuestion();
      deps.live.publish({ topic: 'disclosures', data: { id: row.id }, subject });
      return questionView(deps, row);
    },
  });
}

type Asked = {
  kind: QuestionKind;
  readId?: string;
  field?: string;
  source?: { resource: string; title: string; caseNo?: string };
};

/** Who has to answer, and what it is about in words. A wrong value goes to whoever provides it, everything else to whoever read. */
async function targetOf(
  deps: Own,
  tx: Tx,
  subject: string,
  asked: Asked,
): Promise<{ organisation: string; readId: string | null; about: About }> {
  if (asked.readId !== undefined) {
    if (!isUuid(asked.readId)) throw disclosureErrors.unknownRead();
    const [read] = await readsAbout(tx, subject, deps.clock.now(), { id: asked.readId }, 1);
    if (!read) throw disclosureErrors.unknownRead();
    const wrong = asked.kind === 'correction' ? asked.field : undefined;
    if (asked.kind === 'correction' && (wrong === undefined || !read.fields.includes(wrong)))
      throw disclosureErrors.aboutWhat();
    const title = (name: string): LocalText => deps.words.field(read.resource, name);
    const provider = wrong === undefined ? undefined : deps.words.provider(read.resource, wrong);
    const organisation = provider ?? read.organisation;
    return {
      organisation,
      readId: read.id,
      about: {
        what: deps.words.resource(read.resource, false),
        fields: [...new Map(read.fields.map((name) => [title(name).zh, title(name)])).values()],
        purpose: read.purpose,
        channel: read.channel,
        at: read.at.toISOString(),
        ...(wrong === undefined ? {} : { field: title(wrong) }),
        ...(read.case_no === null ? {} : { caseNo: read.case_no }),
        ...(read.legal_basis === null ? {} : { legalBasis: read.legal_basis }),
        ...(organisation === read.organisation ? {} : { readBy: read.organisation }),
      },
    };
  }
  if (!asked.source || asked.kind !== 'correction') throw disclosureErrors.aboutWhat();
  const resource = deps.catalogue?.find(asked.source.resource);
  if (!resource) throw disclosureErrors.unknownResource();
  const title = asked.source.title.trim();
  return {
    organisation: resource.provider,
    readId: null,
    about: {
      what: resource.title,
      fields: [],
      field: { zh: title, en: title },
      ...(asked.source.caseNo === undefined ? {} : { caseNo: asked.source.caseNo }),
    },
  };
}
