import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { CaseTools } from '../module.ts';
import { systemsSeen, systemStatus, type SystemStatus } from '../store/system-tasks.ts';

/** Results of so many days are counted. */
const DAYS = 30;

const figures = {
  /** With nobody yet. */
  waiting: Type.Integer(),
  /** Taken by the system and not answered. */
  lent: Type.Integer(),
  /** In the error queue. */
  failed: Type.Integer(),
  /** In the last thirty days. */
  done: Type.Integer(),
  /** Since when the oldest of those that are not done stands. */
  oldestAt: Type.Optional(Type.String()),
  /** When the last result came. */
  lastAt: Type.Optional(Type.String()),
};
const System = Type.Object({
  system: Type.String(),
  /** The application's name, where it is declared. */
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  /** Played by the demonstration's simulator. */
  simulated: Type.Boolean(),
  /** When it last asked for work; absent when it never did. */
  seenAt: Type.Optional(Type.String()),
  ...figures,
  matters: Type.Array(Type.Object({ matter: Type.String(), title: LocalText, ...figures })),
});
type System = Type.Static<typeof System>;

/** Departments' own systems (部门系统) of the officer's organisations, by matter: what waits, what was lent, what failed, what was done. */
export function showSystems(tools: CaseTools): Feature {
  return feature({
    name: 'cases.show-systems',
    method: 'GET',
    path: '/api/work/systems',
    summary: { zh: '部门系统对接情况', en: "Departments' own systems" },
    access: { permission: 'cases.read' },
    response: Type.Object({ items: Type.Array(System) }),
    async handle(context) {
      const { organisations } = asStaff(context.actor);
      const now = tools.clock.now();
      const since = new Date(now.getTime() - DAYS * 86_400_000);
      const [found, seen] = await tools.db.read((tx) =>
        Promise.all([systemStatus(tx, organisations, since, now), systemsSeen(tx, organisations)]),
      );
      const keyOf = (one: { system: string; organisation: string }): string => `${one.system} ${one.organisation}`;
      const all = new Map([...seen, ...found].map((one) => [keyOf(one), one]));
      const items = [...all.values()].map(({ system, organisation }): System => {
        const own = found.filter((one) => one.system === system && one.organisation === organisation);
        const at = seen.find((one) => one.system === system && one.organisation === organisation)?.at;
        return {
          system,
          title: tools.packs.find('applications', system)?.value.title ?? { zh: system, en: system },
          organisation,
          organisationName: tools.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation },
          simulated: tools.settings.demo,
          ...(at ? { seenAt: at.toISOString() } : {}),
          ...shown(own),
          matters: own.map((one) => ({
            matter: one.matter,
            title: tools.matters.find(one.matter)?.title ?? { zh: one.matter, en: one.matter },
            ...shown([one]),
          })),
        };
      });
      return { items: items.sort((one, other) => other.failed - one.failed || (one.system < other.system ? -1 : 1)) };
    },
  });
}

function shown(some: readonly SystemStatus[]) {
  const sum = (what: 'waiting' | 'lent' | 'failed' | 'done'): number => some.reduce((all, one) => all + one[what], 0);
  const times = (what: 'oldest' | 'last'): number[] => some.flatMap((one) => one[what]?.getTime() ?? []);
  const [oldest, last] = [times('oldest'), times('last')];
  return {
    waiting: sum('waiting'),
    lent: sum('lent'),
    failed: sum('failed'),
    done: sum('done'),
    ...(oldest.length > 0 ? { oldestAt: new Date(Math.min(...oldest)).toISOString() } : {}),
    ...(last.length > 0 ? { lastAt: new Date(Math.max(...last)).toISOString() } : {}),
  };
}
