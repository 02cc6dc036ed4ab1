import type { WidgetProps } from '@rjsf/utils';
import type { ReactNode } from 'react';
import {
  CheckboxButton,
  CheckboxField,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';
import { useText } from '../texts/index.ts';

/** Kind of keyboard, and what the device may fill in by itself, by the format of a field. */
const TYPING: Record<
  string,
  { type?: string; inputMode?: 'numeric' | 'decimal' | 'email' | 'text'; autoComplete?: string }
> = {
  'mobile-phone': { type: 'tel', inputMode: 'numeric', autoComplete: 'tel-national' },
  email: { type: 'email', inputMode: 'email', autoComplete: 'email' },
  date: { type: 'date' },
  number: { inputMode: 'decimal' },
};

function LabelText({ children, required }: { children: ReactNode; required: boolean }) {
  const t = useText();
  return (
    <>
      {children} {required ? null : <span className="optional">{t('optional')}</span>}
    </>
  );
}

function Notes({ props }: { props: WidgetProps }) {
  const errors = props.rawErrors ?? [];
  return (
    <>
      {props.schema.description ? (
        <Text slot="description" className="hint">
          {props.schema.description}
        </Text>
      ) : null}
      {errors.length > 0 ? <FieldError className="fault">{errors.join(' ')}</FieldError> : null}
    </>
  );
}

const emptied = (text: string): string | undefined => (text === '' ? undefined : text);

/** One line of text, with the keyboard its format wants. */
export function TextWidget(props: WidgetProps) {
  const { type, ...rest } = TYPING[String(props.schema.format ?? props.schema.type)] ?? {};
  const numeric = props.schema.type === 'number' || props.schema.type === 'integer';
  const read = (text: string): unknown => {
    if (!numeric) return emptied(text);
    const number = Number(text);
    // What is no number stays as typed, so that the check can say so instead of the field losing it.
    return text.trim() === '' ? undefined : Number.isFinite(number) && !/[.]$/.test(text) ? number : text;
  };
  return (
    <TextField
      className="field"
      id={props.id}
      name={props.name}
      value={props.value === undefined || props.value === null ? '' : String(props.value)}
      onChange={(text) => props.onChange(read(text))}
      onBlur={() => props.onBlur(props.id, props.value)}
      onFocus={() => props.onFocus(props.id, props.value)}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      isReadOnly={props.readonly ?? false}
      isInvalid={(props.rawErrors?.length ?? 0) > 0}
      validationBehavior="aria"
      {...(type === undefined ? {} : { type: type as 'text' })}
      {...rest}
    >
      <Label>
        <LabelText required={props.required ?? false}>{props.label}</LabelText>
      </Label>
      <Input className="input" />
      <Notes props={props} />
    </TextField>
  );
}

/** Several lines of text. */
export function TextareaWidget(props: WidgetProps) {
  return (
    <TextField
      className="field"
      id={props.id}
      name={props.name}
      value={typeof props.value === 'string' ? props.value : ''}
      onChange={(text) => props.onChange(emptied(text))}
      onBlur={() => props.onBlur(props.id, props.value)}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      isInvalid={(props.rawErrors?.length ?? 0) > 0}
      validationBehavior="aria"
    >
      <Label>
        <LabelText required={props.required ?? false}>{props.label}</LabelText>
      </Label>
      <TextArea className="input" rows={4} />
      <Notes props={props} />
    </TextField>
  );
}

/** A few options, all in view; the value may be any JSON value, so options go by their place. */
export function ChoiceWidget(props: WidgetProps) {
  const options = props.options.enumOptions ?? [];
  const chosen = options.findIndex((option) => option.value === props.value);
  return (
    <RadioGroup
      className="field choices"
      id={props.id}
      name={props.name}
      value={chosen < 0 ? null : String(chosen)}
      onChange={(place) => props.onChange(options[Number(place)]?.value)}
      onBlur={() => props.onBlur(props.id, props.value)}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      isInvalid={(props.rawErrors?.length ?? 0) > 0}
      validationBehavior="aria"
    >
      <Label>
        <LabelText required={props.required ?? false}>{props.label}</LabelText>
      </Label>
      {options.map((option, place) => (
        <Radio key={String(option.value)} value={String(place)} className="choice">
          <span className="dot" aria-hidden="true" />
          {option.label}
        </Radio>
      ))}
      <Notes props={props} />
    </RadioGroup>
  );
}

const MANY = 8;

/** Options: all in view when they are few, else the device's own list, which phones show best. */
export function SelectWidget(props: WidgetProps) {
  const t = useText();
  const options = props.options.enumOptions ?? [];
  if (options.length <= MANY) return <ChoiceWidget {...props} />;
  const chosen = options.findIndex((option) => option.value === props.value);
  const errors = props.rawErrors ?? [];
  const noteId = `${props.id}-note`;
  return (
    <div className="field">
      <label htmlFor={props.id}>
        <LabelText required={props.required ?? false}>{props.label}</LabelText>
      </label>
      <select
        className="input"
        id={props.id}
        name={props.name}
        value={chosen < 0 ? '' : String(chosen)}
        onChange={(event) =>
          props.onChange(event.target.value === '' ? undefined : options[Number(event.target.value)]?.value)
        }
        onBlur={() => props.onBlur(props.id, props.value)}
        disabled={props.disabled}
        aria-required={props.required}
        aria-invalid={errors.length > 0}
        aria-describedby={noteId}
      >
        <option value="">{t('apply.choose')}</option>
        {options.map((option, place) => (
          <option key={String(option.value)} value={String(place)}>
            {option.label}
          </option>
        ))}
      </select>
      <div id={noteId}>
        {props.schema.description ? <span className="hint">{props.schema.description}</span> : null}
        {errors.length > 0 ? <span className="fault">{errors.join(' ')}</span> : null}
      </div>
    </div>
  );
}

/** A statement to tick, or (when an answer is required) the question with yes and no. */
export function BooleanWidget(props: WidgetProps) {
  if (props.required && props.schema.const === undefined && props.options.enumOptions)
    return <ChoiceWidget {...props} />;
  const errors = props.rawErrors ?? [];
  return (
    <CheckboxField
      className="field"
      id={props.id}
      name={props.name}
      isSelected={props.value === true}
      onChange={(ticked) => props.onChange(ticked)}
      onBlur={() => props.onBlur(props.id, props.value)}
      isRequired={props.required ?? false}
      isDisabled={props.disabled ?? false}
      isInvalid={errors.length > 0}
      validationBehavior="aria"
    >
      <CheckboxButton className="choice tick">
        <span className="box" aria-hidden="true" />
        <span>{props.label}</span>
      </CheckboxButton>
      <Notes props={props} />
    </CheckboxField>
  );
}
