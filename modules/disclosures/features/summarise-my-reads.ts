import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { readFiguresAbout } from '@platform/audit';
import { feature, type Feature } from '@platform/http';
import { holderOf, type Own } from '../deps.ts';
import { OfHolder } from './period.ts';

const DAYS = 30;

/** How often my data were read in the last 30 days, by how many offices, and how many different items. */
export function summariseMyReads(deps: Own): Feature {
  return feature({
    name: 'disclosures.summarise-my-reads',
    method: 'GET',
    path: '/api/my-data/summary',
    summary: { zh: '近 30 天我的数据被查看的情况', en: 'How my data were read in the last 30 days' },
    access: { signedIn: 'person' },
    query: Type.Object(OfHolder),
    response: Type.Object({
      reads30Days: Type.Integer(),
      organisations30Days: Type.Integer(),
      fields30Days: Type.Integer(),
      lastAt: Type.Optional(Type.String()),
    }),
    async handle({ actor }, { query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      const now = deps.clock.now();
      const figures = await deps.db.readOnce((tx) =>
        readFiguresAbout(tx, subject, now, new Date(now.getTime() - DAYS * 86_400_000)),
      );
      return {
        reads30Days: Number(figures.reads),
        organisations30Days: Number(figures.organisations),
        fields30Days: Number(figures.items),
        ...(figures.last_at === null ? {} : { lastAt: figures.last_at.toISOString() }),
      };
    },
  });
}
