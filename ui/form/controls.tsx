import { isMoney, optionsOf, valueInWords, type FormSchema } from '@platform/forms';
import { useLanguage, useLocal } from '../index.ts';
import { useState, type ReactNode } from 'react';
import {
  CheckboxButton,
  CheckboxField,
  CheckboxGroup,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';
import { useText } from './texts/index.ts';
import { readNumber, writtenNumber } from './numbers.ts';

/** One question: its part of the form, the answer, and what is wrong with it. */
export type Question = {
  id: string;
  part: FormSchema;
  value: unknown;
  required: boolean;
  disabled: boolean;
  fault: string | undefined;
  onChange: (value: unknown) => void;
};

/** Kind of keyboard, and what the device may fill in by itself, by the format of a field. */
const TYPING: Record<string, { type?: string; inputMode?: 'numeric' | 'email' | 'text'; autoComplete?: string }> = {
  'mobile-phone': { type: 'tel', inputMode: 'numeric', autoComplete: 'tel-national' },
  email: { type: 'email', inputMode: 'email', autoComplete: 'email' },
  date: { type: 'date' },
};
/** Texts that may be longer are typed in several lines. */
const ONE_LINE = 200;

export function Title({ part, required }: { part: FormSchema; required: boolean }) {
  const t = useText();
  const local = useLocal();
  return (
    <>
      {part.title ? local(part.title) : null} {required ? null : <span className="optional">{t('optional')}</span>}
    </>
  );
}

function Notes({ part, fault }: { part: FormSchema; fault: string | undefined }) {
  const local = useLocal();
  return (
    <>
      {part.description ? (
        <Text slot="description" className="hint">
          {local(part.description)}
        </Text>
      ) : null}
      {fault === undefined ? null : <FieldError className="fault">{fault}</FieldError>}
    </>
  );
}

const shared = ({ id, required, disabled, fault }: Question) => ({
  id,
  name: id,
  isRequired: required,
  isDisabled: disabled,
  isInvalid: fault !== undefined,
  validationBehavior: 'aria' as const,
});

/** Text, in one line with the keyboard its format wants, or in several. */
export function TextControl(question: Question) {
  const { part, value, required, fault, onChange } = question;
  const { type, ...typing } = TYPING[part.format ?? ''] ?? {};
  const isLong = typeof part['maxLength'] === 'number' && part['maxLength'] > ONE_LINE;
  return (
    <TextField
      className="field"
      {...shared(question)}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      {...(type === undefined ? {} : { type: type as 'text' })}
      {...typing}
    >
      <Label>
        <Title part={part} required={required} />
      </Label>
      {isLong ? <TextArea className="input" rows={4} /> : <Input className="input" />}
      <Notes part={part} fault={fault} />
    </TextField>
  );
}

/** A number or an amount in yuan. What is typed stays as it is; only what it comes to is the answer. */
export function NumberControl(question: Question) {
  const { part, value, required, fault, onChange } = question;
  const [typed, setTyped] = useState<string>();
  const shown = typed !== undefined && readNumber(typed, part) === value ? typed : writtenNumber(value, part);
  return (
    <TextField
      className="field"
      {...shared(question)}
      value={shown}
      onChange={(text) => {
        setTyped(text);
        onChange(readNumber(text, part));
      }}
      inputMode={part.type === 'integer' && !isMoney(part) ? 'numeric' : 'decimal'}
    >
      <Label>
        <Title part={part} required={required} />
      </Label>
      <div className="amount" data-money={isMoney(part) || undefined}>
        {isMoney(part) ? <span aria-hidden="true">¥</span> : null}
        <Input className="input" />
      </div>
      <Notes part={part} fault={fault} />
    </TextField>
  );
}

const MANY = 8;

/** One of some options: all in view when they are few, else the device's own list, which phones show best. */
export function ChoiceControl(question: Question) {
  const language = useLanguage();
  const options = optionsOf(question.part, language);
  return <Options question={question} options={options} />;
}

function Options({ question, options }: { question: Question; options: { value: unknown; title: string }[] }) {
  const { part, value, required, fault, onChange } = question;
  const t = useText();
  const local = useLocal();
  const chosen = options.findIndex((option) => option.value === value);
  if (options.length <= MANY)
    return (
      <RadioGroup
        className="field choices"
        {...shared(question)}
        value={chosen < 0 ? null : String(chosen)}
        onChange={(place) => onChange(options[Number(place)]?.value)}
      >
        <Label>
          <Title part={part} required={required} />
        </Label>
        {options.map((option, place) => (
          <Radio key={String(option.value)} value={String(place)} className="choice">
            <span className="dot" aria-hidden="true" />
            {option.title}
          </Radio>
        ))}
        <Notes part={part} fault={fault} />
      </RadioGroup>
    );
  const noteId = `${question.id}-note`;
  return (
    <div className="field">
      <label htmlFor={question.id}>
        <Title part={part} required={required} />
      </label>
      <select
        className="input"
        id={question.id}
        value={chosen < 0 ? '' : String(chosen)}
        onChange={(event) =>
          onChange(event.target.value === '' ? undefined : options[Number(event.target.value)]?.value)
        }
        disabled={question.disabled}
        aria-required={required}
        aria-invalid={fault !== undefined}
        aria-describedby={noteId}
      >
        <option value="">{t('apply.choose')}</option>
        {options.map((option, place) => (
          <option key={String(option.value)} value={String(place)}>
            {option.title}
          </option>
        ))}
      </select>
      <div id={noteId}>
        {part.description ? <span className="hint">{local(part.description)}</span> : null}
        {fault === undefined ? null : <span className="fault">{fault}</span>}
      </div>
    </div>
  );
}

/** Any number of some options. */
export function ChoicesControl(question: Question) {
  const { part, value, required, fault, onChange } = question;
  const language = useLanguage();
  const options = optionsOf(part.items, language);
  const chosen = Array.isArray(value) ? value : [];
  return (
    <CheckboxGroup
      className="field choices"
      {...shared(question)}
      value={options.flatMap((option, place) => (chosen.includes(option.value) ? [String(place)] : []))}
      onChange={(places) => {
        const kept = options.filter((_, place) => places.includes(String(place))).map((option) => option.value);
        onChange(kept.length === 0 ? undefined : kept);
      }}
    >
      <Label>
        <Title part={part} required={required} />
      </Label>
      {options.map((option, place) => (
        <CheckboxField key={String(option.value)} value={String(place)}>
          <CheckboxButton className="choice tick">
            <span className="box" aria-hidden="true" />
            <span>{option.title}</span>
          </CheckboxButton>
        </CheckboxField>
      ))}
      <Notes part={part} fault={fault} />
    </CheckboxGroup>
  );
}

/** A statement to tick, or (when an answer is required) the question with yes and no. */
export function BooleanControl(question: Question) {
  const { part, value, required, fault, onChange } = question;
  const t = useText();
  const local = useLocal();
  if (required && part.const === undefined) {
    const options = [
      { value: true, title: t('apply.yes') },
      { value: false, title: t('apply.no') },
    ];
    return <Options question={question} options={options} />;
  }
  return (
    <CheckboxField
      className="field"
      {...shared(question)}
      isSelected={value === true}
      onChange={(ticked) => onChange(ticked)}
    >
      <CheckboxButton className="choice tick">
        <span className="box" aria-hidden="true" />
        <span>{part.title ? local(part.title) : null}</span>
      </CheckboxButton>
      <Notes part={part} fault={fault} />
    </CheckboxField>
  );
}

/** What is worked out from other answers: told as it changes, never typed. */
export function ComputedValue({
  id,
  part,
  value,
  fault,
}: Pick<Question, 'id' | 'part' | 'value' | 'fault'>): ReactNode {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  return (
    <div className="computed" id={id} tabIndex={-1} data-fault={fault === undefined ? undefined : ''}>
      <span className="computed-title">
        <span id={`${id}-title`}>{part.title ? local(part.title) : null}</span>
        <span className="hint" id={`${id}-hint`}>
          {' '}
          {part.description ? local(part.description) : t('apply.computed')}
        </span>
      </span>
      <output aria-labelledby={`${id}-title`} aria-describedby={`${id}-hint`}>
        {valueInWords(part, value, language) ?? '—'}
      </output>
      {fault === undefined ? null : <span className="fault">{fault}</span>}
    </div>
  );
}
