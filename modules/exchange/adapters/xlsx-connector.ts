import type { XlsxSettings } from '@platform/packs';
import type { Connector } from './connector.ts';
import { openFileConnector } from './file-connector.ts';

/** One sheet of the newest workbook (ISO/IEC 29500) of a drop folder, its first row being the heading. @throws what {@link openFileConnector} does */
export async function openXlsxConnector(options: {
  folder: string;
  settings: XlsxSettings;
  columns: readonly string[];
}): Promise<Connector> {
  const { sheet } = options.settings;
  return openFileConnector({
    ...options,
    reading: { format: 'xlsx', encoding: 'auto', headingRow: 1, ...(sheet === undefined ? {} : { sheet }) },
  });
}
