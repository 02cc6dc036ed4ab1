import type { Backends } from '../domain/answering.ts';
import { aggregateBackend } from './aggregate.ts';
import { registryBackend } from './registry.ts';
import { resourceBackend } from './resource.ts';
import { upstreamBackend } from './upstream.ts';

type Deps = Parameters<typeof registryBackend>[0] &
  Parameters<typeof resourceBackend>[0] &
  Parameters<typeof upstreamBackend>[0] &
  Parameters<typeof aggregateBackend>[0];

/** What answers an interface: by its mode where it counts groups, else by what it stands on. */
export function openBackends(deps: Deps): Backends {
  const registry = registryBackend(deps);
  const resource = resourceBackend(deps);
  const upstream = upstreamBackend(deps);
  const aggregate = aggregateBackend(deps);
  return ({ mode, ground }) => {
    if (mode === 'aggregate') return aggregate;
    return ground.kind === 'registry' ? registry : ground.kind === 'resource' ? resource : upstream;
  };
}
