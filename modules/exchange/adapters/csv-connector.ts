import type { CsvSettings } from '@platform/packs';
import type { Connector } from './connector.ts';
import { openFileConnector } from './file-connector.ts';

/** The newest CSV file of a drop folder (RFC 4180), in UTF-8 or GB18030. @throws what {@link openFileConnector} does */
export async function openCsvConnector(options: {
  folder: string;
  settings: CsvSettings;
  columns: readonly string[];
}): Promise<Connector> {
  const { settings } = options;
  return openFileConnector({
    ...options,
    reading: {
      format: 'csv',
      encoding: settings.encoding ?? 'auto',
      delimiter: settings.delimiter ?? ',',
      headingRow: 1,
    },
  });
}
