import './form.css';
import './form-parts.css';
import { mergeDrafts, valueInWords, type FormSchema } from '@platform/forms';
import { formatInstant, useLanguage } from '../index.ts';
import { useState } from 'react';
import type { Conflict } from './draft.ts';
import type { Draft } from './draft-query.ts';
import { fieldTitle } from './prepare.ts';
import { Sheet } from '../components/sheet.tsx';
import { useText } from './texts/index.ts';

type Form = Record<string, unknown>;

/** Two devices answered the same question differently: both answers are shown, and one is chosen, question by question. */
export function DraftConflict({
  schema,
  conflict,
  onChoose,
}: {
  schema: FormSchema;
  conflict: Conflict;
  onChoose: (form: Form, theirs: Draft) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const { fields, mine, theirs } = conflict;
  const [taken, setTaken] = useState<readonly string[]>([]);
  const words = (form: Form, field: string) =>
    valueInWords(schema.properties?.[field], form[field], language) ?? t('apply.empty');
  const choose = () => {
    // Seen from the other device's state, only what is kept of this one's has changed.
    const { merged } = mergeDrafts(conflict.base, mine, theirs.form);
    onChoose({ ...merged, ...Object.fromEntries(taken.map((field) => [field, theirs.form[field]])) }, theirs);
  };
  return (
    <Sheet title={t('apply.conflict')} onClose={() => undefined} alert>
      <p>
        {theirs.savedAt === undefined
          ? t('apply.conflictText')
          : t('apply.conflictAt', { time: formatInstant(theirs.savedAt).slice(-5) })}
      </p>
      {fields.map((field) => (
        <fieldset key={field} className="conflict">
          <legend>{fieldTitle(schema, field, language)}</legend>
          {([false, true] as const).map((isTheirs) => (
            <label key={String(isTheirs)} className="choice">
              <input
                type="radio"
                name={`conflict-${field}`}
                checked={taken.includes(field) === isTheirs}
                onChange={() => setTaken(isTheirs ? [...taken, field] : taken.filter((one) => one !== field))}
              />
              <span>
                <span className="hint">{isTheirs ? t('apply.there') : t('apply.here')}</span>
                <br />
                {words(isTheirs ? theirs.form : mine, field)}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <div className="buttons">
        <button type="button" className="yw-button" onClick={choose}>
          {t('apply.keepChosen')}
        </button>
      </div>
    </Sheet>
  );
}
