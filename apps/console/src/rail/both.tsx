import type { LocalText } from '@yiwang/ui';
import { Input } from 'antd';
import { useText } from '../texts/index.ts';
import { Field } from './field.tsx';

export const NO_TEXT: LocalText = { zh: '', en: '' };

/** A text in both languages, each standing in for the other where that is empty; undefined when nothing was written. */
export const filled = ({ zh, en }: LocalText): LocalText | undefined =>
  zh.trim() === '' && en.trim() === '' ? undefined : { zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() };

type BothProps = {
  label: string;
  value: LocalText;
  onChange: (text: LocalText) => void;
  fault?: string | undefined;
  required?: boolean;
};

/** A short text in both languages; where one is left empty the other stands in for it. */
export function Both({ label, value, onChange, fault, required = false }: BothProps) {
  const t = useText();
  return (
    <div className="two both">
      <Field label={label} fault={fault} required={required}>
        {(described) => (
          <Input
            {...described}
            value={value.zh}
            maxLength={200}
            status={fault ? 'error' : ''}
            onChange={(event) => onChange({ ...value, zh: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('form.inEnglish', { label })}>
        {(described) => (
          <Input
            {...described}
            lang="en"
            value={value.en}
            maxLength={200}
            onChange={(event) => onChange({ ...value, en: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
