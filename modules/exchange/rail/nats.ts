import { connectNats, type NatsConnection } from '@platform/rail';
import type { RailDeps } from './deps.ts';
import { startAppliers } from './nats-leases.ts';
import { openNatsSink } from './nats-sink.ts';
import type { Sinks } from './sink.ts';

/**
 * The rail over more than one machine (decision 0008 §8): whoever holds a connection publishes its changes to JetStream, and every process that runs
 * the rail applies its share of the lanes. `url`: `nats://a:4222,nats://b:4222,nats://c:4222`.
 */
export function startNats(deps: RailDeps, url: string): Sinks {
  let connecting: Promise<NatsConnection> | undefined;
  const connection = async (): Promise<NatsConnection> => {
    connecting ??= connectNats(url, `yiwang ${deps.hub.name}`);
    try {
      const nats = await connecting;
      if (!nats.isClosed()) return nats;
      connecting = undefined;
      return await connection();
    } catch (error) {
      connecting = undefined;
      throw error;
    }
  };
  const appliers = startAppliers(deps, connection);
  return {
    open: async (options) => openNatsSink(deps, await connection(), options),
    async stop() {
      await appliers.stop();
      await (await connecting?.catch(() => undefined))?.close();
    },
  };
}
