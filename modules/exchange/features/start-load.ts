import { Type } from 'typebox';
import type { ModuleDatabase } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import type { Source } from '@platform/packs';
import { startLoad, type StartLoadDeps } from '../jobs/start-loads.ts';
import { getSource } from './scope.ts';

export function startLoadCase(deps: StartLoadDeps & { database: ModuleDatabase; sources: readonly Source[] }): Feature {
  return feature({
    name: 'exchange.start-load',
    method: 'POST',
    path: '/api/exchange/sources/:id/loads',
    summary: {
      zh: '立即归集；已在归集时返回进行中的那一次',
      en: 'Takes in a source now; answers with the open load when there is one',
    },
    access: { permission: 'exchange.run-load' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    body: Type.Object(
      {
        confirmDeletions: Type.Optional(
          Type.Boolean({ description: 'More than half of the rows may go: someone checked with the provider' }),
        ),
      },
      { additionalProperties: false, default: {} },
    ),
    response: Type.Object({ loadId: Type.String() }),
    status: 202,
    async handle({ actor, trace }, { params, body }) {
      const source = getSource(deps.sources, params.id, actor);
      const loadId = await deps.database.transaction((tx) =>
        startLoad(deps, tx, source, { actor, trace, deletionsConfirmed: body.confirmDeletions ?? false }),
      );
      deps.live.publish({ topic: 'exchange', data: { loadId } });
      return { loadId };
    },
  });
}
