import { headingIndex, newestFile, openTableFile, type FileReading } from '@platform/source-files';
import type { SourceRow } from '../domain/row-checker.ts';
import { BATCH_ROWS, type Connector } from './connector.ts';
import { asLoadFault, withLoadFaults } from './file-faults.ts';

/**
 * The newest file of a drop folder whose name fits, as the pack says it is to be read.
 * @throws exchange.folder-missing, .no-file, .wrong-kind-of-file, .unknown-encoding, .file-too-large, .sheet-missing, .empty-file, .column-twice;
 * from read() also .malformed-file, .file-changed
 */
export async function openFileConnector(options: {
  folder: string;
  settings: { readonly dropFolderFrom: string; readonly filePattern: string };
  reading: FileReading;
  columns: readonly string[];
}): Promise<Connector> {
  const { settings } = options;
  return withLoadFaults(async () => {
    const file = await newestFile(options.folder, settings.filePattern, settings.dropFolderFrom);
    const table = await openTableFile(file, options.reading);
    const places = headingIndex(table.heading, options.columns, file.name);
    const stop = new AbortController();
    return {
      describe: async () => ({ place: file.name, columns: table.heading }),
      count: async () => table.estimatedRecords,
      async *read() {
        try {
          for await (const records of table.read(undefined, stop.signal)) {
            for (let from = 0; from < records.length; from += BATCH_ROWS)
              yield records.slice(from, from + BATCH_ROWS).map((record): SourceRow => {
                const rowNo = record.no;
                // Nobody can say which cell belongs where, so all are kept as they stand.
                if (record.fault)
                  return {
                    rowNo,
                    values: Object.fromEntries(record.cells.map((cell, index) => [`#${index + 1}`, cell])),
                    fault: record.fault,
                  };
                const values: Record<string, string | null> = {};
                for (const [column, place] of places) values[column] = record.cells[place] || null;
                return { rowNo, values };
              });
          }
        } catch (error) {
          throw asLoadFault(error);
        }
      },
      async close() {
        stop.abort();
      },
    };
  });
}
