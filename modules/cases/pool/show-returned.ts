import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { applicantSubject, asPerson, asStaff, inScope } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import { faultsOfSystems, findReturned, returnedOfSubject, returnedStatus } from '../store/returned-lists.ts';
import { ReturnedView, returnedView, systemTitle } from './returned-view.ts';

/** What departments' own systems handled for the person, or for the firm for which they act. */
export function listMyReturned(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-my-returned',
    method: 'GET',
    path: '/api/cases/returned',
    summary: { zh: '部门系统办理的我的办件', en: "My cases that departments' own systems handled" },
    access: { signedIn: 'person' },
    query: PageQuery,
    response: Page(ReturnedView),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 2);
      const subject = applicantSubject(asPerson(context.actor));
      const found = await tools.db.readOnce((tx) =>
        returnedOfSubject(tx, subject, limit, after && { at: String(after[0]), id: String(after[1]) }),
      );
      const page = cursorPage(found, limit, (row) => [row.submitted_at.toISOString(), row.id]);
      return { ...page, items: page.items.map((row) => returnedView(tools, row)) };
    },
  });
}

/** One returned case for officers of its office and those who see all: never whose it is. */
export function showReturned(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-returned',
    method: 'GET',
    path: '/api/work/returned/:id',
    summary: { zh: '一件回传办件', en: 'A returned case' },
    access: { permission: 'cases.read-volumes' },
    params: Type.Object({ id: Type.String() }),
    response: ReturnedView,
    async handle(context, { params }) {
      const row = isUuid(params.id) ? await tools.db.readOnce((tx) => findReturned(tx, params.id)) : undefined;
      if (!row || !inScope(asStaff(context.actor), row.organisation)) throw caseErrors.caseNotFound();
      return returnedView(tools, row);
    },
  });
}

/** So many days of what was returned are counted. */
const DAYS = 30;

/** How each department's own system returns its cases: what was taken in the last thirty days, what stands in the error queue. */
export function showReturnedSystems(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-returned-systems',
    method: 'GET',
    path: '/api/work/returned-systems',
    summary: { zh: '部门系统回传情况', en: "How departments' own systems return their cases" },
    access: { permission: 'cases.read' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          system: Type.String(),
          systemTitle: LocalText,
          /** Cases of which a version came and was taken. */
          taken: Type.Integer(),
          faulty: Type.Integer(),
          lastAt: Type.Optional(Type.String()),
        }),
      ),
    }),
    async handle(context) {
      const since = new Date(tools.clock.now().getTime() - DAYS * 86_400_000);
      const found = await tools.db.readOnce((tx) => returnedStatus(tx, asStaff(context.actor).organisations, since));
      return {
        items: found.map(({ system, taken, faulty, lastAt }) => ({
          system,
          systemTitle: systemTitle(tools, system),
          taken,
          faulty,
          ...(lastAt ? { lastAt: lastAt.toISOString() } : {}),
        })),
      };
    },
  });
}

/** The error queue of what was returned (回传错误队列): what could not be taken, until a version comes that can. */
export function listReturnedFaults(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-returned-faults',
    method: 'GET',
    path: '/api/work/returned-faults',
    summary: { zh: '回传错误队列', en: 'Returned cases that could not be taken' },
    access: { permission: 'cases.read' },
    query: PageQuery,
    response: Page(
      Type.Object({
        system: Type.String(),
        systemTitle: LocalText,
        organisationName: LocalText,
        /** Absent where not even the number could be read. */
        ownNo: Type.Optional(Type.String()),
        version: Type.Optional(Type.Integer()),
        faults: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: LocalText })),
        times: Type.Integer(),
        firstAt: Type.String(),
        at: Type.String(),
      }),
    ),
    async handle(context, { query }) {
      const limit = query.limit ?? 20;
      const after = decodeCursor(query.cursor, 3);
      const { organisations } = asStaff(context.actor);
      const found = await tools.db.readOnce((tx) =>
        faultsOfSystems(
          tx,
          organisations,
          limit,
          after && { at: String(after[0]), system: String(after[1]), ownNo: String(after[2]) },
        ),
      );
      const page = cursorPage(found, limit, (row) => [row.at.toISOString(), row.system, row.own_no]);
      return {
        ...page,
        items: page.items.map((row) => ({
          system: row.system,
          systemTitle: systemTitle(tools, row.system),
          organisationName: tools.organisations.find(row.organisation)?.name ?? {
            zh: row.organisation,
            en: row.organisation,
          },
          ...(row.own_no === '' ? {} : { ownNo: row.own_no }),
          ...(row.version === null ? {} : { version: Number(row.version) }),
          faults: row.faults,
          times: row.times,
          firstAt: row.first_at.toISOString(),
          at: row.at.toISOString(),
        })),
      };
    },
  });
}
