import type { LocalText } from '@platform/kernel';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** What an answer's code means for the caller. `again`: the level above has a fault of its own, another try may help. */
export type Meaning = 'done' | 'again' | 'refused' | 'no-grant' | 'quota' | 'credentials' | 'parameters';
export type CodeWords = { readonly code: string; readonly means: Meaning; readonly words: LocalText };

/** Codes that every platform of the convention has; a pack adds those of its own. */
const SCHEME_CODES: readonly CodeWords[] = [
  { code: '200', means: 'done', words: { zh: '办理成功', en: 'done' } },
  {
    code: '300',
    means: 'again',
    words: { zh: '上级平台系统繁忙，请稍后再试', en: 'the platform above is busy; try again later' },
  },
];

const Envelope = Type.Object({
  code: Type.Union([Type.String({ maxLength: 64 }), Type.Integer()]),
  message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  data: Type.Optional(Type.Unknown()),
});

export type Read =
  | { readonly means: 'done'; readonly code: string; readonly data: unknown }
  | { readonly means: Exclude<Meaning, 'done'>; readonly code: string; readonly words: LocalText };

/**
 * `{code, message, data}` as it came, with its code in people's words. An unknown code is a refusal told in the platform's own words; what
 * is no such envelope at all, or comes with a server's fault, is the platform's fault and may be tried again.
 */
export function readAnswer(answer: { status: number; body: unknown }, codes: readonly CodeWords[]): Read {
  if (!Value.Check(Envelope, answer.body)) {
    const words = {
      zh: `答复不合规范（HTTP ${answer.status}）`,
      en: `the answer was not as agreed (HTTP ${answer.status})`,
    };
    return {
      means: answer.status >= 500 || answer.status === 200 ? 'again' : 'refused',
      code: `HTTP ${answer.status}`,
      words,
    };
  }
  const code = String(answer.body.code);
  const known = codes.find((one) => one.code === code) ?? SCHEME_CODES.find((one) => one.code === code);
  if (known?.means === 'done') return { means: 'done', code, data: answer.body.data ?? null };
  // Braces would be places to fill; a platform's message is cut, it may be a stack trace.
  const said = (answer.body.message ?? '').replaceAll(/[{}]/g, '').slice(0, 200) || `${code}`;
  const means = known?.means ?? (answer.status >= 500 ? 'again' : 'refused');
  return { means: means as Exclude<Meaning, 'done'>, code, words: known?.words ?? { zh: said, en: said } };
}

type Row = Record<string, string | null>;

/** Rows of an answer's data: an array, or an object with the array under `rows`; only the fields that the service declares, as texts. */
export function rowsOf(data: unknown, fields: readonly string[]): { rows: Row[]; upperId?: string } | undefined {
  const held = data as { rows?: unknown; upper_id?: unknown } | null;
  const list = Array.isArray(data) ? data : held?.rows;
  if (!Array.isArray(list)) return undefined;
  const rows: Row[] = [];
  for (const one of list as unknown[]) {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return undefined;
    const from = one as Record<string, unknown>;
    rows.push(Object.fromEntries(fields.map((name) => [name, textOf(from[name])])));
  }
  const upperId = Array.isArray(data) ? undefined : held?.upper_id;
  return { rows, ...(typeof upperId === 'string' ? { upperId: upperId.slice(0, 100) } : {}) };
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
