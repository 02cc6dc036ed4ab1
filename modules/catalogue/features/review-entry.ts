import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { catalogueErrors } from '../domain/errors.ts';
import { mayCompile, publishEntry, retireEntry, soundDefinition, stepEntry } from '../entries.ts';
import { findEntry } from '../store/entries.ts';
import { SeenBody } from './compile-entry.ts';
import { IdParams } from './schemas.ts';

const Done = Type.Object({ id: Type.String(), version: Type.Integer() });
const ReasonBody = Type.Object(
  { version: Type.Integer(), reason: Type.String({ maxLength: 500 }) },
  { additionalProperties: false },
);

function reasonOf(text: string): string {
  const reason = text.trim();
  if ([...reason].length < 2) throw catalogueErrors.reasonMissing({}, { fields: [REASON] });
  return reason;
}
const REASON = { path: '/reason', code: 'required', message: { zh: '请写明理由', en: 'Say why' } };

/** Formal check (形式审查): the rules are asked again, then the reviewer passes it on to publication. */
export function checkEntryCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.check-entry',
    method: 'POST',
    path: '/api/catalogue/entries/:id/check',
    summary: { zh: '形式审查通过', en: 'Pass the formal check' },
    access: { permission: 'catalogue.review' },
    params: IdParams,
    body: SeenBody,
    response: Done,
    async handle({ actor, trace }, { params: { id }, body }) {
      const next = await stepEntry(
        deps,
        id,
        body.version,
        (entry) => {
          if (entry.working) soundDefinition(deps, entry, entry.working);
          return { kind: 'check' };
        },
        { actor, trace },
      );
      return { id, version: next.version };
    },
  });
}

export function returnEntry(deps: Own): Feature {
  return feature({
    name: 'catalogue.return-entry',
    method: 'POST',
    path: '/api/catalogue/entries/:id/return',
    summary: { zh: '退回修改，写明理由', en: 'Send back to be mended, saying why' },
    access: { permission: 'catalogue.review' },
    params: IdParams,
    body: ReasonBody,
    response: Done,
    async handle({ actor, trace }, { params: { id }, body }) {
      const reason = reasonOf(body.reason);
      const next = await stepEntry(deps, id, body.version, () => ({ kind: 'return', reason }), { actor, trace });
      return { id, version: next.version };
    },
  });
}

export function publishEntryCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.publish-entry',
    method: 'POST',
    path: '/api/catalogue/entries/:id/publish',
    summary: {
      zh: '发布目录（编制人不能发布自己的目录）',
      en: 'Publish an entry (never by whoever compiled it)',
    },
    access: { permission: 'catalogue.review' },
    params: IdParams,
    body: SeenBody,
    response: Type.Object({ id: Type.String(), version: Type.String(), no: Type.Integer() }),
    async handle({ actor, trace }, { params: { id }, body }) {
      const { version } = await publishEntry(deps, id, body.version, { actor, trace });
      const entry = await deps.database.read((tx) => findEntry(tx, id));
      return { id, version, no: entry?.publishedNo ?? 1 };
    },
  });
}

export function retireEntryCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.retire-entry',
    method: 'POST',
    path: '/api/catalogue/entries/:id/retire',
    summary: {
      zh: '停用目录，写明理由；已归集的数据保留',
      en: 'Retire an entry, saying why; its rows are kept',
    },
    access: { permission: 'catalogue.read' },
    params: IdParams,
    body: ReasonBody,
    response: Type.Object({ id: Type.String(), retired: Type.Boolean() }),
    async handle({ actor, trace }, { params: { id }, body }) {
      const reason = reasonOf(body.reason);
      const entry = await deps.database.read((tx) => findEntry(tx, id));
      if (!entry) throw catalogueErrors.unknownEntry({ id });
      const staff = asStaff(actor);
      if (!staff.permissions.has('catalogue.review') && !mayCompile(staff, entry.provider))
        throw catalogueErrors.outOfScope({ id });
      await retireEntry(deps, id, body.version, reason, { actor, trace });
      return { id, retired: true };
    },
  });
}
