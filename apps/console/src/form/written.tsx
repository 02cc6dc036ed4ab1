import { useLocal, type LocalText } from '@yiwang/ui';
import { Input, Select } from 'antd';
import { useId } from 'react';
import '../styles/form.css';

type WrittenProps = {
  label: string;
  hint?: string;
  value: string;
  onChange: (text: string) => void;
  rows?: number;
  max?: number;
  /** Texts that the matter has ready; choosing one fills the field, and it can still be changed. */
  ready?: readonly LocalText[];
  readyLabel?: string;
  fault?: string | undefined;
};

/** A text that an officer writes, with its fault beside it; texts that are ready can be chosen and changed. */
export function Written({
  label,
  hint,
  value,
  onChange,
  rows = 3,
  max = 2000,
  ready = [],
  readyLabel = '',
  fault,
}: WrittenProps) {
  const id = useId();
  const local = useLocal();
  return (
    <div className="written">
      <label htmlFor={id}>{label}</label>
      {hint ? <small id={`${id}-hint`}>{hint}</small> : null}
      {ready.length > 0 ? (
        <Select
          aria-label={readyLabel}
          placeholder={readyLabel}
          value={null}
          options={ready.map((text) => ({ value: local(text), label: local(text) }))}
          onChange={(text: string | null) => text && onChange(text)}
        />
      ) : null}
      <Input.TextArea
        id={id}
        rows={rows}
        maxLength={max}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={[fault ? `${id}-fault` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ') || undefined}
        status={fault ? 'error' : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      {fault ? (
        <span className="fault" id={`${id}-fault`}>
          {fault}
        </span>
      ) : null}
    </div>
  );
}
