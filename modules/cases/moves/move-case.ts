import { Type } from 'typebox';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { CaseTools } from '../module.ts';
import { answeredFor, moveOne } from './move-one.ts';
import { planMove } from './plan-move.ts';
import { Preview, Reason, Seen, Target, TargetVersion } from './shapes.ts';
import { targetsOf } from './targets.ts';

const OneCase = Type.Object({ id: Type.String() });

/** What a move of this case to another version would come to. Nothing is written. */
export function previewMove(tools: CaseTools): Feature {
  return feature({
    name: 'cases.preview-move',
    method: 'POST',
    path: '/api/work/cases/:id/preview-move',
    summary: { zh: '预览：把办件移到事项另一版本的流程', en: 'What moving a case to another version would come to' },
    access: { permission: 'cases.move' },
    params: OneCase,
    body: Type.Object(Target),
    response: Preview,
    async handle(context, { params: { id }, body }) {
      const staff = asStaff(context.actor);
      const [record, loaded] = await tools.db.read((tx) => answeredFor(tools, tx, id, staff, 'read'));
      const { preview } = await planMove(tools, record, loaded, body, { actor: staff, trace: context.trace });
      return preview;
    },
  });
}

/** Moves a running case to another version of its matter's process, with a reason. */
export function moveCase(tools: CaseTools): Feature {
  return feature({
    name: 'cases.move-case',
    method: 'POST',
    path: '/api/work/cases/:id/move',
    summary: { zh: '把办件移到事项另一版本的流程', en: 'Move a running case to another version of its process' },
    access: { permission: 'cases.move' },
    params: OneCase,
    body: Type.Object({
      ...Target,
      reason: Reason,
      seen: Seen,
    }),
    response: Type.Object({
      caseId: Type.String(),
      version: Type.String(),
      revision: Type.Integer(),
    }),
    handle: (context, { params: { id }, body }) => moveOne(tools, context, { id, seen: body.seen }, body),
  });
}

/** The versions of a matter that running cases may be moved to, the newest first. */
export function listMoveTargets(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-move-targets',
    method: 'GET',
    path: '/api/work/matters/:matter/move-targets',
    summary: { zh: '办件可以移到的事项版本', en: 'Versions of a matter that cases may be moved to' },
    access: { permission: 'cases.move' },
    params: Type.Object({ matter: Type.String({ maxLength: 64 }) }),
    response: Type.Object({ items: Type.Array(TargetVersion) }),
    async handle(_context, { params: { matter } }) {
      return { items: (await targetsOf(tools, [matter])).get(matter) ?? [] };
    },
  });
}
