import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import type { Cause, Draft } from '../domain/entry.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { demandCompiler, draftOf, newId, saveDraft, soundDefinition, stepEntry } from '../entries.ts';
import { findEntry, lockEntry } from '../store/entries.ts';
import { CauseBody, DraftBody, IdParams } from './schemas.ts';

const Saved = Type.Object({ id: Type.String(), version: Type.Integer() });
export const SeenBody = Type.Object({ version: Type.Integer() }, { additionalProperties: false });

/** Begins an entry: a new one, or the next version of one that is in use. */
export function createEntry(deps: Own): Feature {
  return feature({
    name: 'catalogue.create-entry',
    method: 'POST',
    path: '/api/catalogue/entries',
    summary: {
      zh: '新建目录草稿，或修订已发布的目录（of）',
      en: 'Begin an entry, or the next version of a published one (of)',
    },
    access: { permission: 'catalogue.compile' },
    body: Type.Object(
      {
        id: Type.Optional(Type.String({ maxLength: 64 })),
        /** A published resource that is revised; the draft begins as it is. */
        of: Type.Optional(Type.String({ maxLength: 64 })),
        definition: Type.Optional(DraftBody),
        cause: CauseBody,
      },
      { additionalProperties: false },
    ),
    status: 201,
    response: Saved,
    async handle({ actor, trace }, { body }) {
      const resource = body.of === undefined ? undefined : deps.resources.resource(body.of);
      const draft = (body.definition ?? (resource && draftOf(resource))) as Draft | undefined;
      if (!draft) throw catalogueErrors.notYetSound({ count: 1 }, { fields: [NO_CONTENT] });
      demandCompiler(actor, body.of ?? body.id ?? draft.title.zh, resource?.provider, draft.provider ?? '');
      const saved = await deps.database.transaction(async (tx) => {
        const id = resource?.id ?? (await newId(deps, tx, body.id, draft));
        const entry = resource ? await lockEntry(tx, id) : undefined;
        // Somebody begins where a colleague already works: they go on together.
        if (!entry?.workingState) await saveDraft(deps, tx, entry, id, draft, body.cause as Cause, { actor, trace });
        return { id, version: (await findEntry(tx, id))?.version ?? 1 };
      });
      deps.live.publish({ topic: 'catalogue', data: { entry: saved.id } });
      return saved;
    },
  });
}

const NO_CONTENT = {
  path: '/definition',
  code: 'required',
  message: { zh: '请填写目录内容，或选择要修订的目录', en: 'Give the content, or choose the entry to revise' },
};

/** Writes the draft as a whole. */
export function saveEntry(deps: Own): Feature {
  return feature({
    name: 'catalogue.save-entry',
    method: 'PUT',
    path: '/api/catalogue/entries/:id',
    summary: { zh: '保存目录草稿', en: 'Save the draft of an entry' },
    access: { permission: 'catalogue.compile' },
    params: IdParams,
    body: Type.Object(
      { definition: DraftBody, cause: CauseBody, version: Type.Integer() },
      { additionalProperties: false },
    ),
    response: Saved,
    async handle({ actor, trace }, { params: { id }, body }) {
      const version = await deps.database.transaction(async (tx) => {
        const entry = await lockEntry(tx, id);
        if (!entry) throw catalogueErrors.unknownEntry({ id });
        const draft = body.definition as Draft;
        demandCompiler(actor, id, entry.provider, draft.provider);
        if (entry.version !== body.version) throw catalogueErrors.changedMeanwhile({ id });
        const outcome = await saveDraft(deps, tx, entry, id, draft, body.cause as Cause, { actor, trace });
        return outcome === 'written' ? entry.version + 1 : entry.version;
      });
      deps.live.publish({ topic: 'catalogue', data: { entry: id } });
      return { id, version };
    },
  });
}

const STEP_TEXTS = {
  submit: { zh: '提交审核（先自动形式审查）', en: 'Submit for review, after a formal check by rules' },
  withdraw: { zh: '撤回已提交的目录', en: 'Take back what was submitted' },
  discard: { zh: '放弃草稿', en: 'Discard the draft' },
} as const;

/** What a compiler does with a draft beside writing it. */
export function stepOfCompiler(deps: Own, step: keyof typeof STEP_TEXTS): Feature {
  return feature({
    name: `catalogue.${step}-entry`,
    method: 'POST',
    path: `/api/catalogue/entries/:id/${step}`,
    summary: STEP_TEXTS[step],
    access: { permission: 'catalogue.compile' },
    params: IdParams,
    body: SeenBody,
    response: Saved,
    async handle({ actor, trace }, { params: { id }, body }) {
      const next = await stepEntry(
        deps,
        id,
        body.version,
        (entry) => {
          demandCompiler(actor, id, entry.provider);
          if (step === 'submit' && entry.working && entry.workingState === 'draft')
            soundDefinition(deps, entry, entry.working);
          return { kind: step };
        },
        { actor, trace },
      );
      return { id, version: next.version };
    },
  });
}
