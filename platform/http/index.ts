export { feature, type Feature, type FeatureInput, type RequestContext } from './feature.ts';
export { buildHttp, type HttpOptions, type SessionResolver, type ApplicationResolver } from './server.ts';
export { Page, PageQuery, encodeCursor, decodeCursor, cursorPage } from './pages.ts';
export { forgetOldAnswers } from './request-keys.ts';
export { httpErrors } from './errors.ts';
export { problemOf } from './problem.ts';
export { inputChecker } from './validation.ts';
export type { DirectAnswer, DirectRequest } from './direct.ts';
export { EventStreamHub, type LiveListener, type LiveMessage } from './live.ts';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@platform/database';

export const httpMigrations: MigrationSource = {
  module: 'platform/http',
  folder: fileURLToPath(new URL('./migrations', import.meta.url)),
};
