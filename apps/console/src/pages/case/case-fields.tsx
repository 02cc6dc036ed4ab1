import { pathOf, tellForm, type FormSchema, type Told } from '@platform/forms';
import { SourceMark, useLanguage } from '@yiwang/ui';
import { Fragment, type ReactNode } from 'react';
import type { WorkCase } from '../../api/work.ts';
import { useText } from '../../texts/index.ts';
import { CommentMark } from './comments/comment-mark.tsx';
import { CaseFiles } from './case-fields-files.tsx';

/** What was applied for, page by page as it was asked: each field with its value and where that came from, data, the applicant or a rule. */
export function CaseFields({ file }: { file: WorkCase }) {
  const t = useText();
  const language = useLanguage();
  const schema = file.formSchema as FormSchema;
  const pages = tellForm(schema, file.form, language, {
    handedIn: true,
    order: file.uiOrder,
    without: file.materials.filter(({ avoided }) => avoided).map(({ id }) => id),
  });
  const all = pages.flatMap(({ fields }) => leavesOf(fields));
  const data = all.filter(({ pointer }) => file.locked.includes(pathOf(pointer))).length;
  const computed = all.filter((field) => field.computed).length;
  return (
    <section className="card pad">
      <div className="row">
        <h2 className="grow">{t('case.contents')}</h2>
        <small>
          {t(computed > 0 ? 'case.contentsComputed' : 'case.contentsCount', {
            count: all.length,
            data,
            computed,
            typed: all.length - data - computed,
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
        {pages.map(({ id, title, fields }) => (
          <tbody key={id}>
            {title === undefined ? null : <GroupHead level="page">{title}</GroupHead>}
            <Rows fields={fields} file={file} />
          </tbody>
        ))}
      </table>
    </section>
  );
}

function leavesOf(fields: readonly Told[]): Told[] {
  return fields.flatMap((field) =>
    field.entries ? field.entries.flatMap((entry) => leavesOf(entry.fields)) : [field],
  );
}

function GroupHead({ level, children }: { level: 'page' | 'group'; children: ReactNode }) {
  return (
    <tr className="fields-head" data-level={level}>
      <th scope="rowgroup" colSpan={3}>
        {children}
      </th>
    </tr>
  );
}

function Rows({ fields, file }: { fields: readonly Told[]; file: WorkCase }) {
  return fields.map((field) =>
    field.entries && field.entries.length > 0 ? (
      <Fragment key={field.pointer}>
        {field.entries.map((entry, index) => (
          // Entries have no name of their own; where they stand is what they are.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={index}>
            <GroupHead level="group">{entry.title}</GroupHead>
            <Rows fields={entry.fields} file={file} />
          </Fragment>
        ))}
      </Fragment>
    ) : (
      <Row key={field.pointer} field={field} file={file} />
    ),
  );
}

function Row({ field, file }: { field: Told; file: WorkCase }) {
  const t = useText();
  const path = pathOf(field.pointer);
  const source = file.sources[path];
  const isEmpty = field.text === undefined && (field.files ?? []).length === 0;
  const told = file.correction?.items.some((item) => item.field === path.split(/[.[]/)[0] || item.field === path);
  return (
    <tr>
      <th scope="row">{field.title}</th>
      <td>
        {isEmpty ? <span className="quiet">{t('case.notFilled')}</span> : null}
        {field.text === undefined ? null : <b>{field.text}</b>}
        {field.files && field.files.length > 0 ? <CaseFiles caseId={file.id} ids={field.files} /> : null}
        <CommentMark place={{ field: field.pointer, title: field.title }} />
        {told ? (
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
            {field.computed
              ? t('case.computed')
              : file.locked.includes(path)
                ? t('case.fromData')
                : isEmpty
                  ? ''
                  : t('case.typed')}
          </small>
        )}
      </td>
    </tr>
  );
}
