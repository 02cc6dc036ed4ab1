import { Type, type Static } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff, type StaffActor } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import type { CaseTools } from '../module.ts';

/** One window of a service point (办事网点), by its number there. Names are kept as they were when somebody came. */
export const WindowPlace = Type.Object({
  point: Type.String(),
  pointName: LocalText,
  window: Type.String(),
  windowName: LocalText,
});
export type WindowPlace = Static<typeof WindowPlace>;

/** How a place is named to people: the point, the number, what the window is for. */
export const placeTitle = ({ pointName, window, windowName }: WindowPlace): LocalText => ({
  zh: `${pointName.zh} ${window} 号窗口（${windowName.zh}）`,
  en: `${pointName.en}, window ${window} (${windowName.en})`,
});

/**
 * The windows at which an officer may sit: all of a point that their organisation, or one below it, runs; elsewhere those that name one of
 * its matters (进驻窗口).
 */
export function windowPlaces(
  tools: Pick<CaseTools, 'packs' | 'organisations' | 'matters'>,
  staff: StaffActor,
): WindowPlace[] {
  const own = new Set([staff.organisation, ...tools.organisations.subtree(staff.organisation)]);
  const ownMatters = new Set(
    tools.matters.all().flatMap(({ id, organisation }) => (own.has(organisation) ? [id] : [])),
  );
  return tools.packs
    .all('service-points')
    .flatMap(({ value: point }) =>
      point.windows
        .filter(
          ({ matters }) =>
            own.has(point.organisation) || (matters !== 'any' && matters.some((id) => ownMatters.has(id))),
        )
        .map(({ number, name }) => ({ point: point.id, pointName: point.name, window: number, windowName: name })),
    );
}

/** Where the officer says they sit; who has one window only sits there. */
export function placeOf(
  places: readonly WindowPlace[],
  told: { point: string; window: string } | undefined,
): WindowPlace | undefined {
  if (!told) return places.length === 1 ? places[0] : undefined;
  return places.find(({ point, window }) => point === told.point && window === told.window);
}

/** Which windows this officer may sit at, so that receipts name the right one. */
export function listWindowPlaces(tools: CaseTools): Feature {
  return feature({
    name: 'cases.list-window-places',
    method: 'GET',
    path: '/api/window/places',
    summary: { zh: '本人可坐的网点窗口', en: 'The windows of service points at which this officer may sit' },
    access: { permission: 'cases.take-in' },
    response: Type.Object({ items: Type.Array(WindowPlace) }),
    async handle(context) {
      return { items: windowPlaces(tools, asStaff(context.actor)) };
    },
  });
}
