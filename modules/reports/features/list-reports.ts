import { Type } from 'typebox';
import { asStaff, inScope } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { contentOf } from '../content.ts';
import type { Own } from '../deps.ts';
import { reportErrors } from '../errors.ts';
import { listReports as readReports } from '../store/report-lists.ts';
import { findReport } from '../store/reports.ts';
import { IdParams, PlainDay, ReportView, reportView } from './views.ts';

/** Reports, the newest first: all, of a day or case, or the error queue (`state=failed`). */
export function listReports(own: Own): Feature {
  return feature({
    name: 'reports.list-reports',
    method: 'GET',
    path: '/api/reports',
    summary: { zh: '上报记录和错误队列', en: 'Reports to the province, and those that failed' },
    access: { permission: 'reports.read' },
    query: Type.Interface([PageQuery], {
      state: Type.Optional(ReportView.properties.state),
      day: Type.Optional(PlainDay),
      caseNo: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    response: Page(ReportView),
    async handle(context, { query }) {
      const { organisations } = asStaff(context.actor);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const rows = await own.db.read((tx) =>
        readReports(tx, organisations, {
          state: query.state,
          day: query.day,
          caseNo: query.caseNo?.trim() || undefined,
          after: key && { at: new Date(String(key[0])), id: String(key[1]) },
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
      return { ...page, items: page.items.map((one) => reportView(own, one)) };
    },
  });
}

/** One report with what is told; personal data are masked in it already. */
export function showReport(own: Own): Feature {
  return feature({
    name: 'reports.show-report',
    method: 'GET',
    path: '/api/reports/:id',
    summary: { zh: '一条上报的内容和回执', en: 'What one report tells, and its receipt' },
    access: { permission: 'reports.read' },
    params: IdParams,
    response: Type.Object({ ...ReportView.properties, content: Type.Record(Type.String(), Type.Unknown()) }),
    async handle(context, { params }) {
      const found = await own.db.readOnce((tx) => findReport(tx, params.id));
      if (!found) throw reportErrors.notFound();
      if (!inScope(asStaff(context.actor), found.organisation)) throw reportErrors.notYours();
      return { ...reportView(own, found), content: contentOf(own, found) };
    },
  });
}
