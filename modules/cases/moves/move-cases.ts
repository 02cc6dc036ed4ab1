import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { asStaff, type StaffActor } from '@platform/access';
import { feature, httpErrors, type Feature, type RequestContext } from '@platform/http';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { casesByVersion, countByVersion } from '../store/running-versions.ts';
import { answeredFor, faultsInWords, moveOne, whyNot } from './move-one.ts';
import { planMove, seenOf, STAYS, type MoveTarget, type PlannedMove } from './plan-move.ts';
import { Mapping, Reason, Seen, TargetVersion, Trial, Version } from './shapes.ts';
import { targetsOf } from './targets.ts';

/** Cases that one call tries or moves at most; each is a transaction of its own when it is moved. */
const AT_ONCE = 50;
const OfMatter = Type.Object({ matter: Type.String() });

/**
 * Tries a move of the running cases of a matter that go by one version, the next so many of them: which would move, which not and why, and where they
 * stand. Nothing is written. What it names, as it saw it, is what {@link moveCases} takes.
 */
export function tryMoves(tools: CaseTools): Feature {
  return feature({
    name: 'cases.try-moves',
    method: 'POST',
    path: '/api/work/matters/:matter/try-moves',
    summary: {
      zh: '试移：某版本的在办件哪些能移到另一版本、哪些不能及原因',
      en: 'Which running cases of a version would move to another, which not and why',
    },
    access: { permission: 'cases.move' },
    params: OfMatter,
    body: Type.Object({
      from: Version,
      version: Version,
      mapping: Type.Optional(Mapping),
      /** The last case of the page before this one. */
      after: Type.Optional(Type.String()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: AT_ONCE })),
    }),
    response: Trial,
    async handle(context, { params: { matter }, body }) {
      const staff = asStaff(context.actor);
      const { from, version, mapping, after, limit = AT_ONCE } = body;
      if (after !== undefined && !isUuid(after)) throw httpErrors.badCursor();
      if (version === from) throw caseErrors.sameVersion();
      const found = await tools.db.readOnce((tx) =>
        casesByVersion(tx, staff.organisations, { matter, version: from }, limit + 1, after),
      );
      const page = found.slice(0, limit);
      const trial = await tried(tools, context, staff, page, { version, mapping });
      return { ...trial, ...(found.length > limit ? { next: (page.at(-1) as { id: string }).id } : {}) };
    },
  });
}

async function tried(
  tools: CaseTools,
  { trace }: RequestContext,
  staff: StaffActor,
  cases: readonly { id: string; caseNo: string }[],
  target: MoveTarget,
): Promise<Omit<Trial, 'next'>> {
  const results: Trial['results'] = [];
  const places = new Map<string, Trial['places'][number]>();
  const notes = new Map<string, Trial['notes'][number]>();
  for (const { id, caseNo } of cases) {
    let planned: PlannedMove;
    let seen: string | undefined;
    try {
      const [record, loaded] = await tools.db.read((tx) => answeredFor(tools, tx, id, staff, 'read'));
      seen = seenOf(record, loaded);
      planned = await planMove(tools, record, loaded, target, { actor: staff, trace });
    } catch (error) {
      const why = whyNot(error);
      results.push({ caseId: id, caseNo, ...(seen === undefined ? {} : { seen }), moves: false, why });
      continue;
    }
    const { faults, preview } = planned;
    const moves = faults.length === 0;
    results.push({
      caseId: id,
      caseNo,
      seen,
      moves,
      ...(moves ? {} : { why: faultsInWords(planned) }),
    });
    for (const one of preview.places) places.set(one.node, { ...one, cases: (places.get(one.node)?.cases ?? 0) + 1 });
    if (moves)
      for (const text of preview.notes) notes.set(text.zh, { text, cases: (notes.get(text.zh)?.cases ?? 0) + 1 });
  }
  return { results, places: [...places.values()], notes: [...notes.values()], stays: [...STAYS] };
}

/**
 * Moves the cases that a trial named, each as the trial saw it and in a transaction of its own. What cannot be moved any more is told by case and why,
 * and stays.
 */
export function moveCases(tools: CaseTools): Feature {
  return feature({
    name: 'cases.move-cases',
    method: 'POST',
    path: '/api/work/matters/:matter/move-cases',
    summary: {
      zh: '把试移过的在办件移到另一版本',
      en: 'Move running cases to another version as a trial showed them',
    },
    access: { permission: 'cases.move' },
    params: OfMatter,
    body: Type.Object({
      version: Version,
      mapping: Type.Optional(Mapping),
      reason: Reason,
      /** As the trial named them. */
      cases: Type.Array(Type.Object({ caseId: Type.String(), seen: Seen }), {
        minItems: 1,
        maxItems: AT_ONCE,
      }),
    }),
    response: Type.Object({
      moved: Type.Integer(),
      results: Type.Array(Type.Object({ caseId: Type.String(), moved: Type.Boolean(), why: Type.Optional(LocalText) })),
    }),
    async handle(context, { params: { matter }, body }) {
      const { cases, ...target } = body;
      // An unknown version is wrong for all of them.
      tools.matters.get(matter, body.version);
      const results = [];
      for (const { caseId, seen } of cases) {
        try {
          await moveOne(tools, context, { id: caseId, seen, matter }, target);
          results.push({ caseId, moved: true });
        } catch (error) {
          results.push({ caseId, moved: false, why: whyNot(error) });
        }
      }
      return { moved: results.filter(({ moved }) => moved).length, results };
    },
  });
}

/** How many cases run by which version of each matter, and which versions they could go by instead. */
export function countVersions(tools: CaseTools): Feature {
  return feature({
    name: 'cases.count-versions',
    method: 'GET',
    path: '/api/work/running-versions',
    summary: { zh: '各事项在办件所用的流程版本', en: 'Running cases by matter and version' },
    access: { permission: 'cases.supervise' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          matter: Type.String(),
          title: LocalText,
          version: Type.String(),
          /** New cases go by it. */
          inUse: Type.Boolean(),
          /** The version in use; absent where the matter is retired. */
          current: Type.Optional(Type.String()),
          running: Type.Integer(),
          /** Other versions in force, the newest first. */
          targets: Type.Array(TargetVersion),
        }),
      ),
    }),
    async handle(context) {
      const { organisations } = asStaff(context.actor);
      const rows = await tools.db.readOnce((tx) => countByVersion(tx, organisations));
      const targets = await targetsOf(
        tools,
        rows.map(({ matter }) => matter),
      );
      return {
        items: rows.map(({ matter, version, running }) => {
          const current = tools.matters.find(matter)?.version;
          return {
            matter,
            title: tools.matters.get(matter, version).title,
            version,
            inUse: current === version,
            ...(current === undefined ? {} : { current }),
            running,
            targets: (targets.get(matter) ?? []).filter((one) => one.version !== version),
          };
        }),
      };
    },
  });
}
