import type { FormSchema } from '@platform/forms';
import { useLanguage } from '@yiwang/ui';
import type { ErrorSchema } from '@rjsf/utils';
import { useMemo } from 'react';
import { EngineForm } from '../../form/engine.tsx';
import { engineHints, enginePart } from '../../form/prepare.ts';
import { createValidator } from '../../form/validator.ts';
import type { Fault } from './apply-parts.tsx';

type Form = Record<string, unknown>;
type Props = {
  schema: FormSchema;
  fields: readonly string[];
  required: readonly string[];
  form: Form;
  faults: readonly Fault[];
  disabled: boolean;
  onChange: (form: Form) => void;
  onSubmit: () => void;
};

/** The questions of one screen, drawn by the form engine from the schema. */
export function Questions({ schema, fields, required, form, faults, disabled, onChange, onSubmit }: Props) {
  const language = useLanguage();
  const names = fields.join(' ');
  const wanted = required.join(' ');
  const part = useMemo(
    () => enginePart(schema, names.split(' '), wanted.split(' '), language),
    [schema, names, wanted, language],
  );
  const hints = useMemo(() => engineHints(schema, names.split(' '), language), [schema, names, language]);
  const validator = useMemo(() => createValidator(schema, language), [schema, language]);
  const extraErrors = useMemo(
    () =>
      Object.fromEntries(
        faults.filter(({ field }) => field !== '').map(({ field, text }) => [field, { __errors: [text] }]),
      ) as ErrorSchema,
    [faults],
  );
  return (
    <EngineForm
      schema={part}
      uiSchema={hints}
      validator={validator}
      formData={form}
      extraErrors={extraErrors}
      disabled={disabled}
      noHtml5Validate
      noValidate
      showErrorList={false}
      experimental_defaultFormStateBehavior={{ requiredBooleanDefault: 'skip', emptyObjectFields: 'skipDefaults' }}
      onChange={({ formData }) => onChange(formData as Form)}
      onSubmit={onSubmit}
    >
      {/* Enter in a field submits; the buttons that people see stand in the bar below. */}
      <button type="submit" hidden />
    </EngineForm>
  );
}
