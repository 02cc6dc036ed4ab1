export { FORM_FORMATS, FORM_LIMITS, formField, type FormSchema } from './form-schema.ts';
export { checkForm, type FormSchemaFault } from './check-form.ts';
export { validateForm } from './validate-form.ts';
export { type FormFacts, formPages, type Settled, settleForm, uploadsIn } from './settle-form.ts';
export { rulesOf } from './evaluate-form.ts';
export { entryTitle, optionsOf, type Told, type ToldPage, tellForm, valueInWords } from './tell-form.ts';
export { pathOf, uploadPlaces } from './places.ts';
export { sampleOf } from './sample-form.ts';
export { mergeDrafts } from './merge-drafts.ts';
export {
  firmFactOf,
  type Condition,
  type Expression,
  fieldKind,
  type FieldKind,
  type FormPage,
  isMoney,
  computedOf,
  pagesOf,
  requiredWhen,
  showOf,
  type Upload,
  UPLOAD_KINDS,
  uploadOf,
} from './vocabulary.ts';
export { FORMAT_RULES, type FormatRule } from './formats.ts';
