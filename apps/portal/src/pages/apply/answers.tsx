import type { FormSchema } from '@platform/forms';
import { useLanguage } from '@yiwang/ui';
import { fieldTitle, readable } from '../../form/prepare.ts';
import { useText } from '../../texts/index.ts';

type Props = { schema: FormSchema; fields: readonly string[]; form: Record<string, unknown>; onChange: (field: string) => void };

/** One's answers before submitting, each with the way back to it. */
export function Answers({ schema, fields, form, onChange }: Props) {
  const t = useText();
  const language = useLanguage();
  const words = { yes: t('apply.yes'), no: t('apply.no') };
  return (
    <section>
      <h2>{t('apply.review')}</h2>
      <ul className="card answers">
        {fields.map((field) => (
          <li key={field}>
            <div>
              <span className="small">{fieldTitle(schema, field, language)}</span>
              <span>{readable(schema.properties?.[field], form[field], language, words) ?? t('apply.empty')}</span>
            </div>
            <button type="button" className="link-button" onClick={() => onChange(field)}>
              {t('apply.change')}
              <span className="yw-visually-hidden"> {fieldTitle(schema, field, language)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
