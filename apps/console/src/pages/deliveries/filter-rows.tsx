import { useLocal } from '@yiwang/ui';
import { Button, Input, Select } from 'antd';
import type { Filter, GrantField, Operator } from '../../api/deliveries.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';

/** A field that conditions can be put on; `of` where there are two sets of data. */
export type Choosable = GrantField & { of?: 'a' | 'b'; label: string };
export type Drafted = Filter & { id: number; of?: 'a' | 'b' };

let made = 0;
export const newDraft = (field: Choosable): Drafted => {
  made += 1;
  return { id: made, field: field.name, operator: 'equals', values: [], ...(field.of ? { of: field.of } : {}) };
};

/** Conditions that are complete. */
export const complete = (drafts: readonly Drafted[]): Drafted[] =>
  drafts.filter(
    ({ operator, values }) => operator === 'empty' || operator === 'not-empty' || values.some((value) => value !== ''),
  );

type Props = {
  fields: readonly Choosable[];
  drafts: readonly Drafted[];
  faultAt: (index: number) => string | undefined;
  onChange: (drafts: Drafted[]) => void;
};

const keyOf = (one: { name?: string; field?: string; of?: 'a' | 'b' | undefined }): string =>
  `${one.of ?? 'a'} ${one.name ?? one.field ?? ''}`;

/** Conditions chosen by mouse: field, comparison, value. */
export function FilterRows({ fields, drafts, faultAt, onChange }: Props) {
  const t = useText();
  const set = (id: number, part: Partial<Drafted>) =>
    onChange(drafts.map((one) => (one.id === id ? { ...one, ...part } : one)));
  return (
    <div className="stack-s">
      {drafts.map((draft, index) => {
        const field = fields.find((one) => keyOf(one) === keyOf(draft));
        const fault = faultAt(index);
        return (
          <div key={draft.id} className="stack-s">
            <div className="row" role="group" aria-label={`${t('sandbox.builder.filters')} ${index + 1}`}>
              <SelectBox
                label={t('deliveries.form.field')}
                value={keyOf(draft)}
                width={200}
                search
                onChange={(key) => {
                  const next = fields.find((one) => keyOf(one) === key);
                  if (next) set(draft.id, { ...newDraft(next), id: draft.id });
                }}
                options={fields.map((one) => ({ value: keyOf(one), label: one.label }))}
              />
              <SelectBox
                label={t('deliveries.form.operator')}
                value={draft.operator}
                width={150}
                onChange={(operator) => set(draft.id, { operator: operator as Operator, values: [] })}
                options={(field?.operators ?? []).map((value) => ({
                  value,
                  label: t(`deliveries.operators.${value}`),
                }))}
              />
              {field ? <Value field={field} draft={draft} onValues={(values) => set(draft.id, { values })} /> : null}
              <Button
                type="text"
                aria-label={t('deliveries.form.remove')}
                onClick={() => onChange(drafts.filter(({ id }) => id !== draft.id))}
              >
                ×
              </Button>
            </div>
            {fault ? <span className="fault">{fault}</span> : null}
          </div>
        );
      })}
      <div>
        <Button
          disabled={fields.length === 0 || drafts.length >= 20}
          onClick={() => onChange([...drafts, newDraft(fields[0] as Choosable)])}
        >
          {t('deliveries.form.addFilter')}
        </Button>
      </div>
    </div>
  );
}

type ValueProps = { field: Choosable; draft: Drafted; onValues: (values: string[]) => void };

function Value({ field, draft, onValues }: ValueProps) {
  const t = useText();
  const local = useLocal();
  const { operator, values } = draft;
  if (operator === 'empty' || operator === 'not-empty') return null;
  const many = operator === 'one-of';
  if (field.codes && operator !== 'starts-with') {
    return (
      <Select
        aria-label={t('deliveries.form.value')}
        style={{ minWidth: 180 }}
        {...(many ? { mode: 'multiple' as const } : {})}
        value={many ? values : (values[0] ?? null)}
        onChange={(chosen: string | string[] | null) =>
          onValues(Array.isArray(chosen) ? chosen : chosen === null ? [] : [chosen])
        }
        options={field.codes.map(({ code, name }) => ({ value: code, label: local(name) }))}
        popupMatchSelectWidth={false}
      />
    );
  }
  if (field.type === 'date' && !many && operator !== 'starts-with') {
    return (
      <Input
        type="date"
        aria-label={t('deliveries.form.value')}
        style={{ width: 160 }}
        value={values[0] ?? ''}
        onChange={({ target }) => onValues(target.value === '' ? [] : [target.value])}
      />
    );
  }
  return (
    <Input
      aria-label={many ? t('deliveries.form.values') : t('deliveries.form.value')}
      placeholder={many ? t('deliveries.form.values') : t('deliveries.form.value')}
      style={{ width: 180 }}
      defaultValue={values.join(', ')}
      key={`${draft.field} ${operator}`}
      maxLength={1_000}
      onChange={(event) =>
        onValues(
          many
            ? event.target.value
                .split(/[,，;；\n]/u)
                .map((part) => part.trim())
                .filter(Boolean)
            : event.target.value.trim() === ''
              ? []
              : [event.target.value.trim()],
        )
      }
    />
  );
}
