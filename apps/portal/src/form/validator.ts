import { Validator } from '@cfworker/json-schema';
import { validateForm, type FormSchema } from '@platform/forms';
import type { Language } from '@yiwang/ui';
import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** `/address/street` as the form engine writes it: `.address.street`. */
export function propertyOf(pointer: string): string {
  return stepsOf(pointer)
    .map((step) => `.${step}`)
    .join('');
}

/**
 * The form engine's validator over `@platform/forms`: the same check and the same words as on the server, and no code compiled, so
 * that a strict CSP lets it. Checks the whole form, reports what concerns the part that is shown.
 */
export function createValidator(form: FormSchema, language: Language): ValidatorType {
  return {
    validateFormData(data: unknown, shown: RJSFSchema) {
      const fields = Object.keys(shown.properties ?? {});
      const errors: RJSFValidationError[] = validateForm(form, withoutUndefined(data))
        .filter((fault) => fields.includes(stepsOf(fault.path)[0] ?? '') || fault.path === '')
        .map((fault) => ({
          name: fault.code,
          property: propertyOf(fault.path),
          message: fault.message[language],
          stack: fault.message[language],
        }));
      return { errors, errorSchema: toErrorSchema(errors) };
    },
    // Asked for the branches of conditions, which must not refuse fields they do not name.
    isValid(schema: RJSFSchema, data: unknown) {
      return new Validator(schema as object, '2020-12').validate(withoutUndefined(data)).valid;
    },
    rawValidation(schema: RJSFSchema, data: unknown) {
      return { errors: validateForm(schema as unknown as FormSchema, withoutUndefined(data)) as never[] };
    },
  };
}

/** Answers as they would travel: JSON has no undefined. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, withoutUndefined(inner)]),
  );
}
