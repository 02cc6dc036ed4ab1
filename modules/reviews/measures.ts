import type { LocalText } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor } from '@platform/http';
import type { Measure } from '@platform/module';
import { countByOrganisation, countReviews, listReviews } from './store/reviews.ts';

/** 好评率 and how many reviews there are. Only reviews that people gave of their own will are counted. */
export function reviewMeasures(db: ModuleDatabase): Measure[] {
  const records: Measure['records'] = async ({ from, to }, page) => {
    const key = decodeCursor(page.cursor, 2);
    const rows = await db.read((tx) =>
      listReviews(tx, from, to, key && { at: String(key[0]), id: String(key[1]) }, page.limit + 1),
    );
    const { items, next } = cursorPage(rows, page.limit, (row) => [row.at.toISOString(), row.id]);
    return {
      columns: [
        { key: 'at', title: { zh: '时间', en: 'Time' }, kind: 'instant' },
        { key: 'caseNo', title: { zh: '办件编号', en: 'Case' }, kind: 'text' },
        { key: 'organisation', title: { zh: '办理单位', en: 'Handled by' }, kind: 'organisation' },
        { key: 'stars', title: { zh: '星级', en: 'Stars' }, kind: 'number' },
      ],
      rows: items.map((row) => ({
        at: row.at.toISOString(),
        caseNo: row.case_no,
        organisation: row.organisation,
        stars: row.stars,
      })),
      ...(next === undefined ? {} : { next }),
    };
  };
  const meaning: LocalText = {
    zh: '满意和非常满意的评价占群众主动评价的比例，不含默认好评',
    en: 'Ratings of 4 and 5 stars among those people gave themselves; default ratings are never counted',
  };
  return [
    {
      records,
      id: 'reviews.good-share',
      title: { zh: '主动评价好评率', en: 'Good ratings' },
      unit: { zh: '%', en: '%' },
      kind: 'share',
      meaning,
      async value({ from, to }) {
        const { given, good } = await db.read((tx) => countReviews(tx, from, to));
        return { value: given === 0 ? 0 : good / given, of: given };
      },
    },
    {
      records,
      byOrganisation: ({ from, to }) => db.read((tx) => countByOrganisation(tx, from, to)),
      id: 'reviews.given',
      title: { zh: '主动评价', en: 'Ratings given' },
      unit: { zh: '次', en: 'ratings' },
      kind: 'count',
      meaning: { zh: '群众主动给出的评价次数', en: 'Ratings that people gave' },
      value: async ({ from, to }) => ({ value: (await db.read((tx) => countReviews(tx, from, to))).given }),
    },
  ];
}
