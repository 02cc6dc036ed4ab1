import './form.css';
import { computedOf, fieldKind, pathOf, valueInWords, type FormSchema } from '@platform/forms';
import { maskCitizenId, SourceMark, useLanguage, useLocal } from '../index.ts';
import { useText } from './texts/index.ts';
import {
  BooleanControl,
  ChoiceControl,
  ChoicesControl,
  ComputedValue,
  NumberControl,
  TextControl,
} from './controls.tsx';
import { useFormInUse } from './form-context.ts';
import { GroupField, ListField } from './group-fields.tsx';
import { idOf, pointerTo } from './pointers.ts';
import { UploadField } from './upload-field.tsx';

const CONTROLS = {
  text: TextControl,
  number: NumberControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  boolean: BooleanControl,
} as const;

/** Questions that stand together: those of `names` in `group` that are asked with the answers so far. */
export function Fields({ group, at, names }: { group: FormSchema; at: string; names?: readonly string[] }) {
  const { settled } = useFormInUse();
  const asked = (names ?? Object.keys(group.properties ?? {})).filter((name) => settled.isShown(pointerTo(at, name)));
  return (
    <div className="questions">
      {asked.map((name) => (
        <FieldOf key={name} part={group.properties?.[name] ?? {}} at={pointerTo(at, name)} />
      ))}
    </div>
  );
}

function FieldOf({ part, at }: { part: FormSchema; at: string }) {
  const t = useText();
  const local = useLocal();
  const { settled, faults, locked, disabled, change } = useFormInUse();
  const id = idOf(at);
  const value = settled.valueAt(at);
  const fault = faults.get(at);
  const kind = fieldKind(part);
  if (computedOf(part) !== undefined) return <ComputedValue id={id} part={part} value={value} fault={fault} />;
  if (locked.includes(pathOf(at))) return <KnownValue at={at} part={part} />;
  const required = settled.isRequired(at);
  if (kind === 'group') return <GroupField part={part} at={at} fault={fault} />;
  if (kind === 'list') return <ListField part={part} at={at} fault={fault} required={required} />;
  if (kind === 'upload') return <UploadField part={part} at={at} fault={fault} required={required} />;
  if (kind === undefined)
    return (
      <p className="hint">
        {part.title ? local(part.title) : ''} {t('apply.unsupported', { phone: '12345' })}
      </p>
    );
  const Control = CONTROLS[kind];
  return (
    <Control
      id={id}
      part={part}
      value={value}
      required={required}
      disabled={disabled}
      fault={fault}
      onChange={(next) => change(at, next)}
    />
  );
}

/** A field of a group that data filled in: shown with its source, not typed. */
function KnownValue({ at, part }: { at: string; part: FormSchema }) {
  const local = useLocal();
  const language = useLanguage();
  const { settled, sources } = useFormInUse();
  const text = valueInWords(part, settled.valueAt(at), language) ?? '—';
  const source = sources[pathOf(at)];
  return (
    <div className="known-inside" id={idOf(at)} tabIndex={-1}>
      <span className="known-title">{part.title ? local(part.title) : null}</span>
      <b>{part.format === 'citizen-id' ? maskCitizenId(text) : text}</b>
      {source ? <SourceMark source={source} /> : null}
    </div>
  );
}
