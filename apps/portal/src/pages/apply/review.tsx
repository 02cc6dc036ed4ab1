import { tellForm, type FormSchema } from '@platform/forms';
import { useLanguage, type MyCase } from '@yiwang/ui';
import type { UploadsOfCase } from '@yiwang/ui/form/use-uploads.ts';
import { applicationFormHref } from '../cases/case-handling.ts';
import { useText } from '../../texts/index.ts';
import { Facts } from './answers-told.tsx';

type Props = {
  one: MyCase;
  data: Record<string, unknown>;
  uploads: UploadsOfCase;
  /** Goes back to the page of that id. */
  onChange: (page: string) => void;
};

/** Everything that is about to be handed in, page by page, each with the way back to change it. */
export function Review({ one, data, uploads, onChange }: Props) {
  const t = useText();
  const language = useLanguage();
  const pages = tellForm(one.formSchema as FormSchema, data, language, {
    without: one.materials.filter(({ avoided }) => avoided).map(({ id }) => id),
  });
  return (
    <div className="review">
      <p className="hint">{t('apply.reviewText')}</p>
      <p>
        <a href={applicationFormHref(one.id)} target="_blank" rel="noreferrer">
          {t('handling.formPreview')}
        </a>
      </p>
      {pages.map(({ id, title = '', fields }) => (
        <section key={id} className="card">
          <div className="review-head">
            <h2>{title}</h2>
            <button type="button" className="link-button" onClick={() => onChange(id)}>
              {t('apply.change')} <span className="yw-visually-hidden">{title}</span>
            </button>
          </div>
          <Facts fields={fields} one={one} files={uploads.files} />
        </section>
      ))}
    </div>
  );
}
