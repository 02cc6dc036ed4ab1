import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import type { Own } from './deps.ts';
import { STATE_TITLES } from './domain/alert.ts';
import { RULES } from './domain/rules.ts';
import { countByOrganisation, listAlerts } from './store/alerts.ts';

/** Alerts about unusual reads, for the cockpit; no account is named there. */
export function alertMeasures(deps: Own): Measure[] {
  return [
    {
      id: 'data-security.alerts',
      title: { zh: '异常查询预警', en: 'Unusual reads' },
      unit: { zh: '条', en: 'alerts' },
      meaning: { zh: '期间内按规则发现的异常查询预警条数', en: 'Alerts raised by the rules during the period' },
      kind: 'count',
      async value(period) {
        const rows = await deps.db.readOnce((tx) => countByOrganisation(tx, period));
        return { value: rows.reduce((sum, row) => sum + row.value, 0) };
      },
      byOrganisation: (period) => deps.db.readOnce((tx) => countByOrganisation(tx, period)),
      async records(period, page) {
        const key = decodeCursor(page.cursor, 2);
        const rows = await deps.db.readOnce((tx) =>
          listAlerts(tx, { period }, page.limit + 1, key && { at: new Date(String(key[0])), id: String(key[1]) }),
        );
        const { items, next } = cursorPage(rows, page.limit, (row) => [row.raised_at.toISOString(), row.id]);
        return {
          columns: [
            { key: 'at', title: { zh: '时间', en: 'Time' }, kind: 'instant' },
            { key: 'no', title: { zh: '编号', en: 'Number' }, kind: 'text' },
            { key: 'rule', title: { zh: '规则', en: 'Rule' }, kind: 'text' },
            { key: 'organisation', title: { zh: '单位', en: 'Organisation' }, kind: 'organisation' },
            { key: 'state', title: { zh: '状态', en: 'State' }, kind: 'text' },
          ],
          rows: items.map((row) => ({
            at: row.raised_at.toISOString(),
            no: row.no,
            rule: RULES[row.rule].title,
            organisation: row.organisation,
            state: STATE_TITLES[row.state],
          })),
          ...(next === undefined ? {} : { next }),
        };
      },
    },
  ];
}
