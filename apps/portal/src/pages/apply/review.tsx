import { tellForm, type FormSchema, type Told } from '@platform/forms';
import { maskCitizenId, SourceMark, useLanguage, type MyCase } from '@yiwang/ui';
import { pathOf } from '../../form/pointers.ts';
import type { UploadsOfCase } from '../../form/use-uploads.ts';
import { useText } from '../../texts/index.ts';

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
      {pages.map(({ id, title = '', fields }) => (
        <section key={id} className="card">
          <div className="review-head">
            <h2>{title}</h2>
            <button type="button" className="link-button" onClick={() => onChange(id)}>
              {t('apply.change')} <span className="yw-visually-hidden">{title}</span>
            </button>
          </div>
          <Facts fields={fields} one={one} uploads={uploads} />
        </section>
      ))}
    </div>
  );
}

function Facts({ fields, one, uploads }: { fields: readonly Told[]; one: MyCase; uploads: UploadsOfCase }) {
  const isGroup = ({ entries }: Told): boolean => entries !== undefined && entries.length > 0;
  const simple = fields.filter((field) => !isGroup(field));
  return (
    <>
      {fields.filter(isGroup).map((field) => (
        <div key={field.pointer} className="review-group">
          {field.entries?.map((entry, index) => (
            // Entries have no name of their own; where they stand is what they are.
            // oxlint-disable-next-line react/no-array-index-key
            <section key={index}>
              <h3>{entry.title}</h3>
              <Facts fields={entry.fields} one={one} uploads={uploads} />
            </section>
          ))}
        </div>
      ))}
      {simple.length > 0 ? (
        <dl className="fields">
          {simple.map((field) => (
            <Fact key={field.pointer} field={field} one={one} uploads={uploads} />
          ))}
        </dl>
      ) : null}
    </>
  );
}

function Fact({ field, one, uploads }: { field: Told; one: MyCase; uploads: UploadsOfCase }) {
  const t = useText();
  const source = one.sources[pathOf(field.pointer)];
  const files = field.files?.map((id) => uploads.files.get(id)?.name ?? t('upload.gone'));
  const text = files && files.length > 0 ? files.join('、') : field.text;
  return (
    <div data-computed={field.computed || undefined}>
      <dt>{field.title}</dt>
      <dd>
        {text === undefined ? t('apply.empty') : field.part.format === 'citizen-id' ? maskCitizenId(text) : text}
        {source ? <SourceMark source={source} /> : null}
      </dd>
    </div>
  );
}
