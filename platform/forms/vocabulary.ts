import type { LocalText } from '@platform/kernel/browser';
import type { FormSchema } from './form-schema.ts';

/** A value as conditions and constants may name it. */
export type Scalar = string | number | boolean;

/**
 * Where a value stands: `a.b` from the top of the form, `.x` beside the field that asks (in the same entry of a group),
 * `players[].fee` in every entry of a group, `$today` the date in Shanghai.
 */
export type FieldPath = string;

/** What is asked of a value; exactly one is given. Texts that are dates compare as dates do. */
export type Test = {
  is?: Scalar;
  not?: Scalar;
  in?: Scalar[];
  above?: number | string;
  atLeast?: number | string;
  below?: number | string;
  atMost?: number | string;
  filled?: boolean;
  /** A list of choices holds it. */
  has?: Scalar;
};

/** When something holds. A hidden or empty value meets only `not` and `filled: false`. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { none: Condition[] }
  | ({ field: FieldPath } & Test)
  | ({ value: Expression } & Test);

/**
 * How a value is computed: a number, a path, or one operation. `sum`, `min`, `max` skip what is empty (a sum of nothing is 0);
 * the others have no value where a part has none. Numbers are exact; where the field is an integer the result is rounded half up.
 */
export type Expression =
  | number
  | FieldPath
  | { const: Scalar }
  | { sum: Expression[] }
  | { product: Expression[] }
  | { difference: [Expression, Expression] }
  /** The second of a hundred of the first: `percent: ["price", 10]`. */
  | { percent: [Expression, Expression] }
  | { min: Expression[] }
  | { max: Expression[] }
  /** Entries of a group, chosen options or files. */
  | { count: FieldPath }
  /** Days from the first date to the second. */
  | { days: [Expression, Expression] }
  | { addDays: [Expression, Expression] }
  /** Completed years from the first date to the second. */
  | { age: [Expression, Expression] }
  | { if: Condition; then: Expression; else: Expression };

/** Files asked for by a field (`x-upload`). `material` names the paper of the matter that they are. */
export type Upload = { material: string; accept: string[]; maxBytes: number; maxFiles: number };

/** A step of the form (`x-pages`, at the top only). */
export type FormPage = { id: string; title: LocalText; description?: LocalText; fields: string[]; show?: Condition };

/** Kinds of file a form may ask for, by media type, with the endings their names may bear. */
export const UPLOAD_KINDS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'application/ofd': ['ofd'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
};

/** What a form may ask for at most. */
export const UPLOAD_LIMITS = { bytes: 50 * 1024 * 1024, files: 20 } as const;

export const TESTS = ['is', 'not', 'in', 'above', 'atLeast', 'below', 'atMost', 'filled', 'has'] as const;

export const showOf = (part: FormSchema): Condition | undefined => part['x-show'] as Condition | undefined;
export const requiredWhen = (part: FormSchema): Condition | undefined => part['x-required'] as Condition | undefined;
export const computedOf = (part: FormSchema): Expression | undefined => part['x-computed'] as Expression | undefined;
export const uploadOf = (part: FormSchema): Upload | undefined => part['x-upload'] as Upload | undefined;
export const pagesOf = (schema: FormSchema): FormPage[] | undefined => schema['x-pages'] as FormPage[] | undefined;
/** What of the firm that applies stands in a field to begin with (`x-firm`, a text at the top): nobody types the name of their own firm. */
export const firmFactOf = (part: FormSchema): 'name' | 'creditCode' | undefined =>
  part['x-firm'] as 'name' | 'creditCode' | undefined;
/** Whole fen: shown and typed as yuan. */
export const isMoney = (part: FormSchema): boolean => part['x-money'] === true;

/** How a field is asked and shown; undefined for one that forms cannot show. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'choices' | 'upload' | 'group' | 'list';

export function fieldKind(part: FormSchema): FieldKind | undefined {
  if (part['x-upload'] !== undefined) return part.type === 'array' ? 'upload' : undefined;
  if (part.enum || part.oneOf) return part.type === 'array' || part.type === 'object' ? undefined : 'choice';
  switch (part.type) {
    case 'string':
    case undefined:
      return 'text';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return 'group';
    case 'array':
      if (part.items?.enum || part.items?.oneOf) return 'choices';
      return part.items?.type === 'object' ? 'list' : undefined;
    default:
      return undefined;
  }
}
