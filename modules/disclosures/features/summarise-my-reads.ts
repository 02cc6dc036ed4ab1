import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { DisclosureDeps } from '../module.ts';

const DAYS = 30;
/** More reads than anyone's month has; beyond it the summary says "at least". */
const MOST = 2_000;

/** How often my data were read in the last 30 days, by how many offices, and how many different items. */
export function summariseMyReads(deps: DisclosureDeps): Feature {
  return feature({
    name: 'disclosures.summarise-my-reads',
    method: 'GET',
    path: '/api/my-data/summary',
    summary: { zh: '近 30 天我的数据被查看的情况', en: 'How my data were read in the last 30 days' },
    access: { signedIn: 'person' },
    response: Type.Object({
      reads30Days: Type.Integer(),
      organisations30Days: Type.Integer(),
      fields30Days: Type.Integer(),
      lastAt: Type.Optional(Type.String()),
    }),
    async handle({ actor }) {
      const { subject } = asPerson(actor);
      const rows = await deps.database.forModule('disclosures').read((tx) => deps.audit.readsOf(tx, subject, MOST));
      const since = deps.clock.now().getTime() - DAYS * 86_400_000;
      const recent = rows.filter((row) => row.at.getTime() >= since);
      const last = rows[0]?.at.toISOString();
      return {
        reads30Days: recent.length,
        organisations30Days: new Set(recent.map((row) => row.organisation)).size,
        fields30Days: new Set(recent.flatMap((row) => row.fields.map((field) => `${row.resource} ${field}`))).size,
        ...(last === undefined ? {} : { lastAt: last }),
      };
    },
  });
}
