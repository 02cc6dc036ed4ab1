import { Type } from 'typebox';
import { actorLabel, asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { LocalText, shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { FIRST_FILES, firstDefinition, firstHeir } from '../domain/first-draft.ts';
import { idFromTitle } from '../domain/pinyin-forms.ts';
import { matterErrors } from '../errors.ts';
import { openWork, retire, tellChanged } from '../store/work.ts';
import { beginWork, demandEditor, discardWork, faultsOf, heirConflicts, stepWork, type NewWork } from '../works.ts';
import { faultView } from '../views.ts';
import { Definition, Fault, Files, IdParams } from './schemas.ts';

const Saved = Type.Object({
  matter: Type.String(),
  work: Type.String(),
  revision: Type.Integer(),
  state: Type.String(),
});
const Revision = Type.Integer({ minimum: 0 });

/** Begins a version: the next one of a matter in use, one that takes the matter of the level above, or a new matter. */
export function beginWorkCase(own: Own): Feature {
  return feature({
    name: 'matters.begin-version',
    method: 'POST',
    path: '/api/matters/work',
    summary: {
      zh: '新建事项或新版本的草稿（of 修订，inherits 承接上级事项）',
      en: 'Begin a draft: of an existing matter, of one that inherits, or new',
    },
    access: { permission: 'matters.edit' },
    status: 201,
    body: Type.Object(
      {
        of: Type.Optional(Type.String({ maxLength: 64 })),
        /** From the pack's version instead of what the console published over it. */
        fromPack: Type.Optional(Type.Boolean()),
        inherits: Type.Optional(Type.String({ maxLength: 64 })),
        /** A code of the basic list. */
        basic: Type.Optional(Type.String({ maxLength: 12 })),
        id: Type.Optional(Type.String({ maxLength: 64 })),
        organisation: Type.Optional(Type.String({ maxLength: 64 })),
        useLevel: Type.Optional(Type.String({ maxLength: 1 })),
      },
      { additionalProperties: false },
    ),
    response: Saved,
    async handle({ actor, trace }, { body }) {
      const given = draftFor(own, body, asStaff(actor).organisation);
      demandEditor(own, actor, String(given.definition['organisation']));
      const work = await own.database.transaction((tx) => beginWork(own, tx, given, { actor, trace }));
      own.live.publish({ topic: 'matters', data: { matter: work.matter } });
      return { matter: work.matter, work: work.id, revision: work.revision, state: work.state };
    },
  });
}

type Begin = {
  of?: string;
  fromPack?: boolean;
  inherits?: string;
  basic?: string;
  id?: string;
  organisation?: string;
  useLevel?: string;
};

function draftFor(own: Own, body: Begin, home: string): NewWork {
  if (body.of !== undefined) {
    const source = body.fromPack ? own.register.ofPack(body.of) : own.register.source(body.of);
    if (!source) throw matterErrors.unknownMatter();
    return {
      matter: body.of,
      definition: structuredClone(source.definition) as Record<string, unknown>,
      files: { ...source.files },
      origin: 'console',
      basedOn: own.register.effective(body.of)?.version ?? null,
      note: null,
    };
  }
  const organisation = body.organisation ?? home;
  const above = body.inherits === undefined ? undefined : own.register.effective(body.inherits);
  if (body.inherits !== undefined && !above) throw matterErrors.unknownMatter();
  const basic = body.basic === undefined ? undefined : own.packs.find('basic-matters', body.basic)?.value;
  const id = newId(
    own,
    body.id,
    above ? `${above.source.id}-${organisation}` : idFromTitle(basic?.title.zh ?? '新事项'),
  );
  const blank = { matter: id, origin: 'console' as const, basedOn: above?.version ?? null, note: null };
  const level = body.useLevel ?? (above ? String(Number(above.value.useLevel) + 1) : '3');
  if (above) return { ...blank, definition: firstHeir(id, above.source.id, organisation, level), files: {} };
  const creditCode = own.packs.find('organisations', organisation)?.value.creditCode;
  return {
    ...blank,
    definition: firstDefinition({ id, organisation, useLevel: level, creditCode, basic }),
    files: { ...FIRST_FILES },
  };
}

/** @throws matters.bad-id when a given one is taken or badly written */
export function newId(own: Own, given: string | undefined, base: string): string {
  const taken = (id: string): boolean => own.register.source(id) !== undefined || RESERVED.has(id);
  if (given !== undefined) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(given) || taken(given)) throw matterErrors.badId();
    return given;
  }
  const stem = base.slice(0, 60);
  let id = stem;
  for (let n = 2; taken(id); n += 1) id = `${stem}-${n}`;
  return id;
}

/** Words of the API's own paths below /api/matters. */
const RESERVED = new Set(['work', 'figures', 'basic', 'packs', 'export', 'import']);

/** Writes a draft as a whole; it may still be faulty, and says so. */
export function saveWork(own: Own): Feature {
  return feature({
    name: 'matters.save-version',
    method: 'PUT',
    path: '/api/matters/work/:id',
    summary: { zh: '保存草稿：要素、表单、规则、流程', en: 'Save a draft: elements, form, rules, process' },
    access: { permission: 'matters.edit' },
    params: IdParams,
    bodyLimit: 4 * 1024 * 1024,
    body: Type.Object(
      {
        definition: Definition,
        files: Files,
        note: Type.Optional(Type.String({ maxLength: 500 })),
        revision: Revision,
      },
      { additionalProperties: false },
    ),
    response: Type.Object({ revision: Type.Integer(), faults: Type.Array(Fault) }),
    async handle({ actor, trace }, { params: { id }, body }) {
      const work = await mine(own, id);
      const { definition, files, revision, note } = body;
      demandEditor(own, actor, work.organisation, textOf(definition['organisation']));
      // What the version is of does not change.
      const kept = {
        ...definition,
        id,
        ...(work.definition['inherits'] ? { inherits: work.definition['inherits'] } : {}),
      };
      const saved = await stepWork(
        own,
        work.id,
        revision,
        { kind: 'save', definition: kept, files, note: note?.trim() || null },
        { actor, trace },
      );
      return { revision: saved.revision, faults: (await faultsOf(own, saved)).map(faultView) };
    },
  });
}

/** What is wrong with something written, without saving it. */
export function checkWork(own: Own): Feature {
  return feature({
    name: 'matters.check-version',
    method: 'POST',
    path: '/api/matters/work/:id/check',
    summary: { zh: '检查草稿，不保存', en: 'Check a draft without saving it' },
    access: { permission: 'matters.read' },
    params: IdParams,
    bodyLimit: 4 * 1024 * 1024,
    rateLimit: 120,
    body: Type.Object({ definition: Definition, files: Files }, { additionalProperties: false }),
    response: Type.Object({
      faults: Type.Array(Fault),
      heirs: Type.Array(Type.Object({ matter: Type.String(), messages: Type.Array(LocalText) })),
    }),
    async handle(_context, { params: { id }, body }) {
      const faults = await faultsOf(own, body);
      const heirs = faults.length > 0 ? [] : heirConflicts(own, { matter: id, definition: body.definition });
      return {
        faults: faults.map(faultView),
        heirs: heirs.map((one) => ({ matter: one.matter, messages: one.faults.map(({ message }) => message) })),
      };
    },
  });
}

/** One of the steps that take the revision looked at: an editor's, or (with a reason or a day) a reviewer's. */
export function stepOfWork(own: Own, step: 'submit' | 'withdraw' | 'discard' | 'return' | 'approve'): Feature {
  const words = STEPS[step];
  return feature({
    name: `matters.${step}-version`,
    method: 'POST',
    path: `/api/matters/work/:id/${step}`,
    summary: words.summary,
    access: { permission: words.permission },
    params: IdParams,
    body: Type.Object(
      {
        revision: Revision,
        ...(step === 'return' ? { reason: Type.String({ maxLength: 500 }) } : {}),
        ...(step === 'approve' ? { publishOn: Type.Optional(Type.String({ format: 'date' })) } : {}),
      },
      { additionalProperties: false },
    ),
    response: Saved,
    async handle({ actor, trace }, { params: { id }, body }) {
      const work = await mine(own, id);
      if (words.permission === 'matters.edit') demandEditor(own, actor, work.organisation);
      const given = body as { revision: number; reason?: string; publishOn?: string };
      const by = { actor, trace };
      if (step === 'discard') {
        await discardWork(own, work.id, given.revision, by);
        return { matter: id, work: work.id, revision: given.revision, state: 'discarded' };
      }
      const today = shanghaiDate(own.clock.now());
      const command =
        step === 'return'
          ? ({ kind: 'return', reason: given.reason ?? '' } as const)
          : step === 'approve'
            ? ({ kind: 'approve', publishOn: given.publishOn ?? today } as const)
            : ({ kind: step } as const);
      const next = await stepWork(own, work.id, given.revision, command, by);
      return { matter: id, work: work.id, revision: next.revision, state: next.state };
    },
  });
}

const STEPS = {
  submit: { permission: 'matters.edit', summary: { zh: '提交审改', en: 'Submit for review' } },
  withdraw: { permission: 'matters.edit', summary: { zh: '撤回修改', en: 'Take back to be edited' } },
  discard: { permission: 'matters.edit', summary: { zh: '删除草稿', en: 'Throw a draft away' } },
  return: { permission: 'matters.review', summary: { zh: '退回修改，写明理由', en: 'Send back, saying why' } },
  approve: {
    permission: 'matters.review',
    summary: {
      zh: '审改通过，定于某日发布（默认今天）；编制人不能审自己的',
      en: 'Approve, to be published on a day (today by default); never by an editor of it',
    },
  },
} as const;

/** Takes a matter out of use, and those who inherit it; running cases go on. */
export function retireMatter(own: Own): Feature {
  return feature({
    name: 'matters.retire',
    method: 'POST',
    path: '/api/matters/work/:id/retire',
    summary: {
      zh: '停用事项（承接它的事项一并停用），在办的继续办结',
      en: 'Take a matter and its heirs out of use; running cases go on',
    },
    access: { permission: 'matters.review' },
    params: IdParams,
    body: Type.Object({ reason: Type.String({ maxLength: 500 }) }, { additionalProperties: false }),
    response: Type.Object({ matter: Type.String(), retired: Type.Boolean(), heirs: Type.Array(Type.String()) }),
    async handle({ actor, trace }, { params: { id }, body }) {
      const reason = body.reason.trim();
      if ([...reason].length < 2) throw matterErrors.reasonMissing();
      if (!own.book.find(id)) throw matterErrors.unknownMatter();
      const heirs = own.register.heirsOf(id).map(({ source }) => source.id);
      await own.database.transaction(async (tx) => {
        if ((await openWork(tx, id)).length > 0) throw matterErrors.alreadyOpen({ id });
        const at = own.clock.now();
        if (!(await retire(tx, { matter: id, at, by: actorLabel(actor).id, reason }))) return;
        await own.register.settle(tx);
        await own.audit.append(tx, {
          actor,
          action: 'matters.retire',
          subject: `matter:${id}`,
          detail: { reason, heirs },
          trace,
        });
        await tellChanged(tx, id);
      });
      await own.register.refresh();
      own.live.publish({ topic: 'matters', data: { matter: id } });
      return { matter: id, retired: true, heirs };
    },
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The version of a matter that is in work. @throws matters.unknown-matter */
async function mine(own: Own, matter: string) {
  const [work] = await own.database.read((tx) => openWork(tx, matter));
  if (!work) throw matterErrors.unknownMatter();
  return work;
}
