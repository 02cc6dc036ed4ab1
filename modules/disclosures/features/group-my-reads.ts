import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { readGroupsAbout } from '@platform/audit';
import { feature, type Feature } from '@platform/http';
import { holderOf, nameOf, type Own } from '../deps.ts';
import { DaysQuery, instantsOf, OfHolder } from './period.ts';
import { aboutCase } from './list-my-reads.ts';

/** More offices or cases than anyone has; beyond it `inAll` says how many there are. */
const MOST = 200;

/** My reads put together by office, or by case. */
export function groupMyReads(deps: Own): Feature {
  return feature({
    name: 'disclosures.group-my-reads',
    method: 'GET',
    path: '/api/my-data/groups',
    summary: { zh: '按部门或按办件看谁查看了我的数据', en: 'Who read my data, by office or by case' },
    access: { signedIn: 'person' },
    query: Type.Object({ by: Type.Enum(['organisation', 'case']), ...OfHolder, ...DaysQuery }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          organisation: Type.String(),
          organisationName: LocalText,
          caseNo: Type.Optional(Type.String()),
          matterTitle: Type.Optional(LocalText),
          reads: Type.Integer(),
          items: Type.Integer(),
          firstAt: Type.String(),
          lastAt: Type.String(),
        }),
      ),
      reads: Type.Integer(),
      inAll: Type.Integer(),
    }),
    async handle({ actor }, { query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      const groups = await deps.db.readOnce((tx) =>
        readGroupsAbout(tx, subject, deps.clock.now(), instantsOf(query), query.by, MOST),
      );
      const titles = await deps.cases.titlesByNumber([...new Set(groups.flatMap(({ case_no }) => case_no ?? []))]);
      return {
        items: groups.map((group) => ({
          organisation: group.organisation,
          organisationName: nameOf(deps, group.organisation),
          ...aboutCase(group.case_no, titles),
          reads: Number(group.reads),
          items: Number(group.items),
          firstAt: group.first_at.toISOString(),
          lastAt: group.last_at.toISOString(),
        })),
        reads: Number(groups[0]?.reads_in_all ?? 0n),
        inAll: Number(groups[0]?.groups_in_all ?? 0n),
      };
    },
  });
}
