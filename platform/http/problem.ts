import { fillText, type DomainError, type Language } from '@platform/kernel';

/** RFC 9457 problem details, with the stable code, the number to quote and the faults of single fields (JSON Pointers). */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  requestId: string;
  errors?: { pointer: string; code: string; detail: string }[];
};

/** The error in the reader's language. */
export function problemOf(error: DomainError, language: Language, requestId: string): Problem {
  return {
    type: `urn:yiwang:${error.code}`,
    title: error.messageIn(language),
    status: error.status,
    code: error.code,
    requestId,
    ...(error.fields.length > 0
      ? {
          errors: error.fields.map((fault) => ({
            pointer: fault.path,
            code: fault.code,
            detail: fillText(fault.message, language, fault.params),
          })),
        }
      : {}),
  };
}
