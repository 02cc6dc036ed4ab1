export { filesConnector, arrivalOf, ARRIVED_COLUMN, FILE_COLUMN } from './files-connector.ts';
export { FilesSettings, filesSettings, folderOf, uploadFolderOf, type FilePlaces } from './settings.ts';
export { openTableFile, type FileReading, type FileRecord, type TableFile } from './table-file.ts';
export { openCsvFile } from './csv-file.ts';
export { cellText, openWorkbook, type SheetRow, type Workbook } from './workbook.ts';
export { kindOfFile, listFiles, newestFile, refuseChanged, type DroppedFile } from './drop-folder.ts';
export { headingIndex } from './heading.ts';
export { jsonType, jsonValue, parseExact } from './json-values.ts';
export { fileSourceErrors } from './errors.ts';
