export {
  checkForm,
  FORM_FORMATS,
  FORM_LIMITS,
  formField,
  localiseForm,
  type FormSchema,
  type FormSchemaFault,
} from './form-schema.ts';
export { validateForm } from './validate-form.ts';
export { FORMAT_RULES, type FormatRule } from './formats.ts';
