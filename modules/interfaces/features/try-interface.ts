import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff, inScope, type Actor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Foundations } from '@platform/module';
import type { InterfaceBook } from '../book.ts';
import type { InterfaceAnswer, InterfaceCall } from '../contract/index.ts';
import { ANSWER_FIELDS } from '../domain/answer-schema.ts';
import { defineInterface, groundOf, type InterfaceDefinition } from '../domain/definition.ts';
import { definitionFaults } from '../domain/definition-faults.ts';
import { checkedParameters } from '../domain/parameters.ts';
import { exampleParameters, syntheticRows } from '../domain/synthetic.ts';
import { answerSynthetic } from '../domain/try-synthetic.ts';
import { interfaceErrors } from '../errors.ts';
import { findDraft } from '../store/definitions.ts';
import { IdPath } from './views.ts';

type Deps = Pick<Foundations, 'ids' | 'clock' | 'packs'> & {
  db: ModuleDatabase;
  book: InterfaceBook;
  call: (call: InterfaceCall<Actor>) => Promise<InterfaceAnswer>;
};

const Parameters = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 500 }));

/** The codes of a code table, for made-up rows. */
export const codesOf =
  ({ packs }: Pick<Foundations, 'packs'>) =>
  (table: string): readonly string[] =>
    packs.find('standards', table)?.value.codes.map(({ code }) => code) ?? [];

/**
 * Tries an interface from the browser: in the name of an application of one's own organisation, as any call, recorded with purpose and case;
 * or without a grant on made-up rows, which is said in the answer.
 */
export function tryInterface(deps: Deps): Feature {
  return feature({
    name: 'interfaces.try-interface',
    method: 'POST',
    path: '/api/interfaces/definitions/:id/try',
    summary: {
      zh: '试用数据接口（以本单位应用的授权；无授权时用模拟数据）',
      en: 'Try an interface (under a grant of one’s own organisation; else on made-up data)',
    },
    access: { permission: 'interfaces.try' },
    params: IdPath,
    body: Type.Object(
      {
        version: Type.Optional(Type.String({ maxLength: 20 })),
        draft: Type.Optional(Type.Boolean()),
        parameters: Parameters,
        /** Without one, made-up data answer. */
        application: Type.Optional(Type.String({ maxLength: 64 })),
        purpose: Type.Optional(Type.String({ maxLength: 64 })),
        caseNo: Type.Optional(Type.String({ maxLength: 64 })),
      },
      { additionalProperties: false },
    ),
    response: Type.Object({
      synthetic: Type.Boolean(),
      text: LocalText,
      answer: Type.Object({
        ...ANSWER_FIELDS,
        receipt: Type.Optional(Type.Object({ id: Type.String(), salt: Type.String() })),
      }),
    }),
    async handle({ actor, trace }, { params, body }) {
      if (body.application !== undefined) {
        const application = deps.book.application(body.application);
        if (!inScope(asStaff(actor), application.organisation))
          throw interfaceErrors.notYourApplication({ application: application.id });
        const answer = await deps.call({
          interface: params.id,
          ...(body.version === undefined ? {} : { version: body.version }),
          application: application.id,
          actor,
          parameters: body.parameters,
          purpose: body.purpose ?? '',
          caseNo: body.caseNo ?? '',
          trace,
        });
        return { synthetic: false, text: RECORDED, answer };
      }
      const definition = body.draft
        ? await draftOf(deps, actor, params.id)
        : deps.book.interface(params.id, body.version);
      const answer = answerSynthetic(
        {
          id: deps.ids.next(),
          at: deps.clock.now(),
          definition,
          parameters: checkedParameters(definition, body.parameters),
        },
        syntheticRows(definition, codesOf(deps)),
      );
      return { synthetic: true, text: MADE_UP, answer };
    },
  });
}

/** Values with which a trial on made-up data finds something. */
export function showExample(deps: Pick<Deps, 'db' | 'book' | 'packs'>): Feature {
  return feature({
    name: 'interfaces.show-example',
    method: 'GET',
    path: '/api/interfaces/definitions/:id/example',
    summary: { zh: '试用的示例参数（模拟数据）', en: 'Parameters for a trial on made-up data' },
    access: { permission: 'interfaces.try' },
    params: IdPath,
    query: Type.Object({ draft: Type.Optional(Type.Boolean()) }),
    response: Type.Object({ parameters: Parameters }),
    async handle({ actor }, { params, query }) {
      const definition = query.draft ? await draftOf(deps, actor, params.id) : deps.book.interface(params.id);
      return { parameters: exampleParameters(definition, codesOf(deps)) };
    },
  });
}

const RECORDED = {
  zh: '这是一次真实调用，已按授权脱敏，并已记录；涉及个人的，本人可以看到。',
  en: 'This was a real call: masked as granted and recorded; the person it is about can see it.',
};
const MADE_UP = {
  zh: '以下是模拟数据的答复，不涉及任何真实的人或单位，不计入调用。',
  en: 'Made-up data answered: no real person or firm is in it, and it is not counted as a call.',
};

async function draftOf(
  { db, book }: Pick<Deps, 'db' | 'book'>,
  actor: Actor,
  id: string,
): Promise<InterfaceDefinition> {
  const draft = await db.transaction((tx) => findDraft(tx, id));
  if (!draft || !inScope(asStaff(actor), draft.provider)) throw interfaceErrors.noDraft({ interface: id });
  const on = groundOf(draft.body);
  const ground = on && book.ground(on);
  const fields = definitionFaults(draft.body, ground);
  if (!ground || fields.length > 0) throw interfaceErrors.badDefinition({ count: fields.length }, { fields });
  return defineInterface(draft.body, ground, { version: draft.version, origin: 'console' });
}
