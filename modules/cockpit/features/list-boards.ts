import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { CockpitDeps } from '../module.ts';

/** The boards of the packs in use. */
export function listBoards(deps: CockpitDeps): Feature {
  return feature({
    name: 'cockpit.list-boards',
    method: 'GET',
    path: '/api/cockpit/boards',
    summary: { zh: '看板列表', en: 'Boards' },
    access: { permission: 'cockpit.read' },
    response: Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), title: LocalText })) }),
    handle: async () => ({
      items: deps.packs.all('boards').map(({ value }) => ({ id: value.id, title: value.title })),
    }),
  });
}
