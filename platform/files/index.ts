export * from './errors.ts';
export { clamdScan, type ClamdOptions, type ClamdScan, type ScannerAddress } from './clamd-scan.ts';
export { FILE_KINDS, type FileKind } from './file-kinds.ts';
export { eicarScan, noMalwareScan, type MalwareScan, type ScanResult } from './malware-scan.ts';
export type { TextEncoding } from './text-sniffer.ts';
export { openFiles, type Files, type PutOptions, type StoredFile } from './files.ts';
export type { Uploads } from './uploads.ts';
