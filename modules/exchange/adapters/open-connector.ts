import type { Settings } from '@platform/module';
import type { Source } from '@platform/packs';
import { exchangeErrors } from '../domain/errors.ts';
import type { Connector } from './connector.ts';
import { openCsvConnector } from './csv-connector.ts';
import { openPostgresConnector } from './postgres-connector.ts';
import { openXlsxConnector } from './xlsx-connector.ts';

/** The deployment setting that says where a source is. */
export function settingOf(source: Source): string {
  return source.connector === 'postgres' ? source.settings.urlFrom : source.settings.dropFolderFrom;
}

/** Opens a source as its pack and this deployment say. @throws exchange.setting-missing and what the connectors throw */
export async function openConnector(source: Source, deployment: Settings['deployment']): Promise<Connector> {
  const name = settingOf(source);
  const place = deployment[name];
  if (place === undefined || place === '') throw exchangeErrors.settingMissing({ name });
  const columns = [...new Set(source.mapping.map((one) => one.column))];
  switch (source.connector) {
    case 'postgres':
      return openPostgresConnector({ url: place, settings: source.settings, columns, source: source.title });
    case 'csv':
      return openCsvConnector({ folder: place, settings: source.settings, columns });
    case 'xlsx':
      return openXlsxConnector({ folder: place, settings: source.settings, columns });
  }
}
