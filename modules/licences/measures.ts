import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import { STATUS_TITLES } from './domain/titles.ts';
import type { LicenceTools } from './module.ts';
import { countIssued, issuedByOrganisation, issuedLicences, issuedSeries } from './store/licence-figures.ts';

/** The figures this module gives, with the licences behind them. */
export function licenceMeasures({ db, packs }: LicenceTools): Measure[] {
  return [
    {
      id: 'licences.issued',
      title: { zh: '签发电子证照', en: 'E-licences issued' },
      unit: { zh: '张', en: 'licences' },
      meaning: {
        zh: '期间内签发的电子证照数，含后来中止或注销的',
        en: 'E-licences issued during the period, those later suspended or revoked included',
      },
      kind: 'count',
      value: async (period) => ({ value: await db.read((tx) => countIssued(tx, period)) }),
      series: (period) => db.read((tx) => issuedSeries(tx, period)),
      byOrganisation: (period) => db.read((tx) => issuedByOrganisation(tx, period)),
      async records(period, page) {
        const after = decodeCursor(page.cursor, 2);
        const found = await db.read((tx) =>
          issuedLicences(tx, period, page.limit, after && { at: String(after[0]), id: String(after[1]) }),
        );
        const { items, next } = cursorPage(found, page.limit, (row) => [row.issued_at.toISOString(), row.id]);
        return {
          columns: [
            { key: 'identifier', title: { zh: '证照标识', en: 'Identifier' }, kind: 'text' },
            { key: 'title', title: { zh: '证照名称', en: 'Licence' }, kind: 'text' },
            { key: 'organisation', title: { zh: '签发单位', en: 'Issuer' }, kind: 'organisation' },
            { key: 'issuedAt', title: { zh: '签发时间', en: 'Issued' }, kind: 'instant' },
            { key: 'caseNo', title: { zh: '办件编号', en: 'Case number' }, kind: 'text' },
            { key: 'status', title: { zh: '状态', en: 'Status' }, kind: 'text' },
          ],
          rows: items.map((row) => ({
            identifier: row.identifier,
            title: packs.find('licences', row.template)?.value.title ?? row.template,
            organisation: row.issuer,
            issuedAt: row.issued_at.toISOString(),
            caseNo: row.case_no,
            status: STATUS_TITLES[row.status as keyof typeof STATUS_TITLES],
          })),
          ...(next === undefined ? {} : { next }),
        };
      },
    },
  ];
}
