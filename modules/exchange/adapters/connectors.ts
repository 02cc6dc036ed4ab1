import * as files from '@platform/source-files';
import * as http from '@platform/source-http';
import * as mysql from '@platform/source-mysql';
import * as oracle from '@platform/source-oracle';
import * as postgres from '@platform/source-postgres';
import * as sqlserver from '@platform/source-sqlserver';
import type { Connector } from '@platform/sources';

/** Kinds of sources by their names, in the order in which the page offers them. */
export type Connectors = ReadonlyMap<string, Connector>;

/** All connectors that this deployment has: whatever the source packages export. */
export function allConnectors(): Connectors {
  const found = [postgres, mysql, files, http, oracle, sqlserver]
    .flatMap((exported) => Object.values(exported as Record<string, unknown>))
    .filter(isConnector);
  return new Map(found.map((connector) => [connector.kind, connector]));
}

function isConnector(value: unknown): value is Connector {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'open' in value &&
    typeof value.open === 'function'
  );
}
