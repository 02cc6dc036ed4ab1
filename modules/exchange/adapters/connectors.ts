import { join } from 'node:path';
import { filesConnector, type FilePlaces } from '@platform/source-files';
import { httpConnector } from '@platform/source-http';
import * as mysql from '@platform/source-mysql';
import * as oracle from '@platform/source-oracle';
import * as postgres from '@platform/source-postgres';
import * as sqlserver from '@platform/source-sqlserver';
import { frontDatabaseConnector } from './front-database.ts';
import { ferryConnector } from './ferry-connector.ts';
import { pushConnector } from './passive-connectors.ts';
import type { Settings } from '@platform/module';
import type { Connector } from '@platform/sources';

/** Kinds of sources by their names, in the order in which the page offers them. */
export type Connectors = ReadonlyMap<string, Connector>;

/** Where files of this deployment are: drop folders by its settings, and uploads in the data folder. */
export function filePlaces(settings: Pick<Settings, 'deployment' | 'dataFolder'>): FilePlaces {
  return { deployment: settings.deployment, uploads: join(settings.dataFolder, 'uploads') };
}

/** Front databases of the kit (tools/front-database), read by their journal. */
export const FRONT_DATABASES: readonly Connector[] = [
  frontDatabaseConnector(postgres.postgresConnector, 'front-postgres', {
    zh: '前置库（PostgreSQL，变更日志）',
    en: 'Front database (PostgreSQL, by journal)',
  }),
  frontDatabaseConnector(mysql.mysqlConnector, 'front-mysql', {
    zh: '前置库（MariaDB / MySQL，变更日志）',
    en: 'Front database (MariaDB / MySQL, by journal)',
  }),
];

/** All connectors that this deployment has. */
export function allConnectors(settings: Pick<Settings, 'deployment' | 'dataFolder'>): Connectors {
  const databases = [postgres, mysql, oracle, sqlserver].flatMap((exported) =>
    Object.values(exported as Record<string, unknown>).filter(isConnector),
  );
  // An API of this very machine is asked only where the deployment says so (YIWANG_SOURCE_HTTP_LOCAL=allow).
  const http = httpConnector({ allowLocal: settings.deployment['HTTP_LOCAL'] === 'allow' });
  const all = [
    ...databases,
    filesConnector(filePlaces(settings)),
    http,
    pushConnector,
    ferryConnector(settings.deployment),
  ];
  return new Map(all.map((connector) => [connector.kind, connector]));
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
