import { useLocal } from '@yiwang/ui';
import { Button, Checkbox, Input, InputNumber } from 'antd';
import type { FormSchema, Settings } from '../../api/connections.ts';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';
import { choicesOf, initialOf } from './schema-values.ts';

type Faults = ReadonlyMap<string, string>;
type FormProps = {
  schema: FormSchema;
  value: Settings;
  onChange: (value: Settings) => void;
  /** By JSON Pointer below this form. */
  faults: Faults;
  /** Pointer of the form itself, such as `/settings`. */
  at: string;
};

/** A form made from a connector's own JSON Schema: each field with its title, hint, bounds and fault. */
export function SchemaForm({ schema, value, onChange, faults, at }: FormProps) {
  return Object.entries(schema.properties ?? {}).map(([name, part]) => {
    if (part.const !== undefined) return null;
    const set = (next: unknown) => {
      const { [name]: _, ...rest } = value;
      onChange(next === undefined || next === '' ? rest : { ...rest, [name]: next });
    };
    return (
      <SchemaField
        key={name}
        name={name}
        schema={part}
        required={schema.required?.includes(name) ?? false}
        value={value[name]}
        onChange={set}
        faults={faults}
        at={`${at}/${name}`}
      />
    );
  });
}

type FieldProps = {
  name: string;
  schema: FormSchema;
  required: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
  faults: Faults;
  at: string;
};

function SchemaField({ name, schema, required, value, onChange, faults, at }: FieldProps) {
  const local = useLocal();
  const label = local(schema['x-title']) || name;
  const choices = choicesOf(schema);
  if (schema.type === 'object' && schema.properties)
    return (
      <fieldset className="flow">
        <legend>{label}</legend>
        {schema['x-hint'] ? <small>{local(schema['x-hint'])}</small> : null}
        <SchemaForm schema={schema} value={(value as Settings) ?? {}} onChange={onChange} faults={faults} at={at} />
      </fieldset>
    );
  if (schema.type === 'array' && schema.items)
    return <ListField {...{ label, schema, value, onChange, faults, at }} items={schema.items} />;
  if (schema.type === 'boolean')
    return (
      <Checkbox
        checked={(value as boolean | undefined) ?? schema.default === true}
        onChange={(event) => onChange(event.target.checked)}
      >
        {label} {schema['x-hint'] ? <small>{local(schema['x-hint'])}</small> : null}
      </Checkbox>
    );
  return (
    <Field label={label} hint={local(schema['x-hint']) || undefined} fault={faults.get(at)} required={required}>
      {(described) => {
        const status = faults.has(at) ? ('error' as const) : ('' as const);
        if (choices)
          return (
            <SelectBox
              id={described.id}
              label={label}
              width="100%"
              value={String(value ?? schema.default ?? '')}
              onChange={(chosen) => onChange(choices.find((choice) => String(choice) === chosen))}
              options={choices.map((choice) => ({ value: String(choice), label: String(choice) }))}
            />
          );
        if (schema.type === 'integer' || schema.type === 'number')
          return (
            <InputNumber
              {...described}
              status={status}
              style={{ width: 180 }}
              value={(value as number | undefined) ?? null}
              placeholder={schema.default === undefined ? '' : String(schema.default)}
              onChange={(next) => onChange(next ?? undefined)}
              {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
              {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
              {...(schema.type === 'integer' ? { precision: 0 } : {})}
            />
          );
        const common = {
          ...described,
          status,
          value: (value as string | undefined) ?? '',
          ...(schema.maxLength ? { maxLength: schema.maxLength } : {}),
          onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
        };
        if (schema['x-secret']) return <Input.Password {...common} autoComplete="new-password" />;
        if ((schema.maxLength ?? 0) > 2000) return <Input.TextArea {...common} rows={3} />;
        return (
          <Input
            {...common}
            autoComplete="off"
            spellCheck={false}
            placeholder={schema.default === undefined ? '' : String(schema.default)}
          />
        );
      }}
    </Field>
  );
}

type ListProps = Omit<FieldProps, 'name' | 'required'> & { label: string; items: FormSchema };

/** A list: its parts one below the other. */
function ListField({ label, schema, items, value, onChange, faults, at }: ListProps) {
  const t = useText();
  const local = useLocal();
  const list = (value as unknown[] | undefined) ?? [];
  return (
    <fieldset className="flow">
      <legend>{label}</legend>
      {schema['x-hint'] ? <small>{local(schema['x-hint'])}</small> : null}
      {faults.has(at) ? <span className="fault">{faults.get(at)}</span> : null}
      {list.map((part, index) => (
        // Parts have nothing of their own to be told apart by while they are written.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="stack-s list-part">
          <SchemaField
            name={`${label} ${index + 1}`}
            schema={items}
            required
            value={part}
            faults={faults}
            at={`${at}/${index}`}
            onChange={(next) => onChange(list.map((one, place) => (place === index ? next : one)))}
          />
          <div>
            <Button size="small" onClick={() => onChange(list.filter((_, place) => place !== index))}>
              {t('form.removePart')}
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button size="small" onClick={() => onChange([...list, initialOf(items)])}>
          {t('form.addPart')}
        </Button>
      </div>
    </fieldset>
  );
}
