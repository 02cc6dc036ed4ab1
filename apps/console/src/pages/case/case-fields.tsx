import { SourceMark, useLanguage } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import { useText } from '../../texts/index.ts';
import { fieldAt, fieldTitle, valueText } from './field-value.ts';

/** What was applied for: each field with its value and where that came from, data or the applicant. */
export function CaseFields({ file }: { file: WorkCase }) {
  const t = useText();
  const language = useLanguage();
  const names = [...new Set([...file.uiOrder, ...Object.keys(file.form)])].filter(
    (name) => fieldAt(file.formSchema, name) || name in file.form,
  );
  const told = new Set(file.correction?.items.map(({ field }) => field));
  return (
    <section className="card pad">
      <div className="row">
        <h2 className="grow">{t('case.contents')}</h2>
        <small>
          {t('case.contentsCount', {
            count: names.length,
            data: file.locked.length,
            typed: names.length - file.locked.length,
          })}
        </small>
      </div>
      <table className="fields-table">
        <thead className="yw-visually-hidden">
          <tr>
            <th scope="col">{t('case.field')}</th>
            <th scope="col">{t('case.value')}</th>
            <th scope="col">{t('case.origin')}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const source = file.sources[name];
            const value = valueText(fieldAt(file.formSchema, name), file.form[name], {
              language,
              yes: t('yes'),
              no: t('no'),
            });
            return (
              <tr key={name}>
                <th scope="row">{fieldTitle(file.formSchema, name, language)}</th>
                <td>
                  {value === undefined ? <span className="quiet">{t('case.notFilled')}</span> : <b>{value}</b>}
                  {told.has(name) ? (
                    <span className="tag told" data-tone="amber">
                      {t('case.toCorrect')}
                    </span>
                  ) : null}
                </td>
                <td>
                  {source ? (
                    <SourceMark source={source} />
                  ) : (
                    <small>
                      {file.locked.includes(name) ? t('case.fromData') : value === undefined ? '' : t('case.typed')}
                    </small>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
