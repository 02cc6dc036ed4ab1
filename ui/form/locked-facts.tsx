import './form.css';
import './form-parts.css';
import type { FormSchema } from '@platform/forms';
import { AsWritten, maskCitizenId, SourceMark, useLanguage, type FieldSource, type MyCase } from '../index.ts';
import { fieldTitle, readable } from './prepare.ts';
import { useText } from './texts/index.ts';

type Props = {
  one: MyCase;
  form: Record<string, unknown>;
  /** Said on top, where the reader is not the applicant. */
  heading?: string;
  /** Where the reader may object to a value. */
  onWrong?: (title: string, source: FieldSource) => void;
};

/** What departments' data already answer: shown, not typed, each with its source. */
export function LockedFacts({ one, form, heading, onWrong }: Props) {
  const t = useText();
  const language = useLanguage();
  const schema = one.formSchema as FormSchema;
  // Those inside a group are shown there.
  const known = one.locked.filter((name) => !name.includes('.'));
  if (known.length === 0) return null;
  const inOrder = [
    ...one.uiOrder.filter((name) => known.includes(name)),
    ...known.filter((name) => !one.uiOrder.includes(name)),
  ];
  return (
    <section>
      <h2>{heading ?? t('apply.facts')}</h2>
      {heading === undefined ? <p className="small">{t('apply.factsText')}</p> : null}
      <ul className="known">
        {inOrder.map((field) => {
          const title = fieldTitle(schema, field, language);
          const part = schema.properties?.[field];
          const value = readable(part, form[field], language);
          const source = one.sources[field];
          return (
            <li key={field} id={`known_${field}`} tabIndex={-1}>
              <div className="known-head">
                <span className="known-title">{title}</span>
                {source ? <SourceMark source={source} /> : null}
              </div>
              <div className="known-value">
                <span>
                  <AsWritten
                    said={
                      value === undefined ? t('none') : part?.format === 'citizen-id' ? maskCitizenId(value) : value
                    }
                  />
                </span>
                {source && onWrong ? (
                  <button type="button" className="object" onClick={() => onWrong(title, source)}>
                    {t('apply.wrong')} <span className="yw-visually-hidden">{title}</span>
                  </button>
                ) : null}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
