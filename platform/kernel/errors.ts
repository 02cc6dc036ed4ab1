import { fillText, type Language, type LocalText, type TextParams } from './local-text.ts';

/** What is wrong with one field of an input; `path` is a JSON Pointer into it (RFC 6901). */
export type FieldFault = { path: string; code: string; message: LocalText; params?: TextParams };

/** The definition of one coded error: its HTTP status and what people are told, in both languages. */
export type ErrorText = LocalText & { status: number };

/** An error that people and programs can act on. `code` is stable (`module.what-is-wrong`); texts live with the code that throws. */
export class DomainError extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: LocalText;
  readonly params: TextParams;
  readonly fields: readonly FieldFault[];
  /** Seconds after which trying again may help (HTTP Retry-After), where known. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    definition: ErrorText,
    params: TextParams = {},
    more: { fields?: readonly FieldFault[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(
      `${code}: ${fillText(definition, 'en', params)}`,
      more.cause === undefined ? undefined : { cause: more.cause },
    );
    this.name = 'DomainError';
    this.code = code;
    this.status = definition.status;
    this.text = { zh: definition.zh, en: definition.en };
    this.params = params;
    this.fields = more.fields ?? [];
    this.retryAfter = more.retryAfter;
  }

  /** What to tell a person, in their language. */
  messageIn(language: Language): string {
    return fillText(this.text, language, this.params);
  }
}

type Thrower = (
  params?: TextParams,
  more?: { fields?: readonly FieldFault[]; retryAfter?: number; cause?: unknown },
) => DomainError;

/**
 * Declares a package's coded errors. `defineErrors('cases', { caseNotFound: { status: 404, zh, en } })` gives
 * `errors.caseNotFound({ number })`, an error with the code `cases.case-not-found`.
 */
export function defineErrors<T extends Record<string, ErrorText>>(
  namespace: string,
  texts: T,
): { [K in keyof T]: Thrower } {
  const throwers = {} as { [K in keyof T]: Thrower };
  for (const key of Object.keys(texts) as (keyof T & string)[]) {
    const code = `${namespace}.${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const definition = texts[key] as ErrorText;
    throwers[key] = (params, more) => new DomainError(code, definition, params, more);
  }
  return throwers;
}

/** A defect of ours, not of the input: the condition must hold whatever anyone sends. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${what}`);
}
