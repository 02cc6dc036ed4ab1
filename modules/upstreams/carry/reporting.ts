import { DomainError } from '@platform/kernel';
import { NoAnswer } from '../adapters/post-json.ts';
import type { Platform } from '../book.ts';
import { say } from '../call-upstream.ts';
import type { ReportAnswer, ReportingPort } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { readAnswer } from '../domain/answers.ts';

/** A batch is long; the platform above may take its time. */
const PATIENCE_MS = 20_000;

/** Reports of cases go to the first platform that takes them and whose credentials are there. */
export function reporting(deps: Pick<Own, 'book' | 'clock' | 'settings'>): ReportingPort {
  const found = (): Platform | undefined =>
    deps.book.platforms().find(({ definition, credentials }) => definition.reports && credentials);
  const nobody: ReportAnswer = {
    means: 'no-answer',
    code: 'NOT_CONFIGURED',
    words: { zh: '没有配置接收上报的省平台', en: 'no platform above is set up to take reports' },
  };
  return {
    platform() {
      const platform = found();
      if (!platform) return undefined;
      return { id: platform.definition.id, title: platform.definition.title, simulated: platform.simulated };
    },
    async send(what, content) {
      const platform = found();
      const code = platform?.definition.reports?.[what];
      if (!platform || code === undefined) return nobody;
      const signal = AbortSignal.timeout(PATIENCE_MS);
      try {
        return await say(deps, platform, { code, path: code, content: { param: content }, signal });
      } catch (error) {
        if (error instanceof NoAnswer) {
          const words = { zh: `没有应答（${error.reason}）`, en: `no answer (${error.reason})` };
          return { means: 'no-answer', code: error.reason, words };
        }
        if (error instanceof DomainError)
          return {
            means: 'no-answer',
            code: error.code,
            words: { zh: error.messageIn('zh'), en: error.messageIn('en') },
          };
        throw error;
      }
    },
    words(code, message) {
      const read = readAnswer({ status: 200, body: { code, message } }, found()?.definition.codes ?? []);
      return read.means === 'done'
        ? { means: 'refused', code, words: { zh: '答复不合规范', en: 'the answer was not as agreed' } }
        : read;
    },
  };
}
