import { useId, type ReactNode } from 'react';
import '../styles/form.css';

/** What ties a control to the label, the hint and the fault of its field. */
export type Described = {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
};
type Props = {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
  required?: boolean;
  /** The control, given its id and descriptions. */
  children: (described: Described) => ReactNode;
};

/** One field of a form: label, hint, control, fault. */
export function Field({ label, hint, fault, required = false, children }: Props) {
  const id = useId();
  const described = [fault ? `${id}-fault` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return (
    <div className="written">
      <label htmlFor={id}>
        {label}
        {required ? (
          <span className="required" aria-hidden="true">
            {' '}
            *
          </span>
        ) : null}
      </label>
      {hint ? <small id={`${id}-hint`}>{hint}</small> : null}
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(fault ? { 'aria-invalid': true } : {}),
        ...(required ? { 'aria-required': true } : {}),
      })}
      {fault ? (
        <span className="fault" id={`${id}-fault`}>
          {fault}
        </span>
      ) : null}
    </div>
  );
}
