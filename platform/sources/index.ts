export * from './port.ts';
export { copyBatch, copyLine, readCopyBatch, readCopyLine } from './copy-text.ts';
export { sourceErrors } from './errors.ts';
export { rowLimiter, type RowLimiter } from './limits.ts';
