import { pathOf, tellForm, type FormSchema, type Told } from '@platform/forms';
import { AsWritten, maskCitizenId, SourceMark, useLanguage, type MyCase } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { contentOf, listFiles } from '@yiwang/ui/form/upload-client.ts';
import { applicationFormHref } from '../cases/case-handling.ts';
import { useText } from '../../texts/index.ts';

type Files = ReadonlyMap<string, { name: string }>;
type Props = { one: MyCase; fields: readonly Told[]; files: Files };

/** Answers as they read, groups under their own headings, each with where it came from. */
export function Facts({ fields, ...props }: Props) {
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
              <Facts fields={entry.fields} {...props} />
            </section>
          ))}
        </div>
      ))}
      {simple.length > 0 ? (
        <dl className="fields">
          {simple.map((field) => (
            <Fact key={field.pointer} field={field} {...props} />
          ))}
        </dl>
      ) : null}
    </>
  );
}

function Fact({ field, one, files }: { field: Told; one: MyCase; files: Files }) {
  const t = useText();
  const source = one.sources[pathOf(field.pointer)];
  const text =
    field.text === undefined ? undefined : field.part.format === 'citizen-id' ? maskCitizenId(field.text) : field.text;
  return (
    <div data-computed={field.computed || undefined}>
      <dt>{field.title}</dt>
      <dd>
        {field.files && field.files.length > 0 ? (
          <FileLinks caseId={one.id} ids={field.files} files={files} />
        ) : (
          <AsWritten said={text ?? t('apply.empty')} />
        )}
        {source ? <SourceMark source={source} /> : null}
      </dd>
    </div>
  );
}

function FileLinks({ caseId, ids, files }: { caseId: string; ids: readonly string[]; files: Files }): ReactNode {
  const t = useText();
  return (
    <ul>
      {ids.map((id) => {
        const name = files.get(id)?.name;
        return (
          <li key={id}>
            {name === undefined ? (
              t('upload.gone')
            ) : (
              <a href={contentOf(caseId, id)} target="_blank" rel="noreferrer">
                {name}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What was handed in with a case, page by page. */
export function AnswersGiven({ one }: { one: MyCase }) {
  const t = useText();
  const language = useLanguage();
  const pages = tellForm(one.formSchema as FormSchema, one.form, language, {
    // A draft is worked out as it stands; what was handed in is told as it was.
    handedIn: one.submittedAt !== undefined,
    order: one.uiOrder,
    without: one.materials.filter(({ avoided }) => avoided).map(({ id }) => id),
  });
  const hasFiles = JSON.stringify(one.formSchema).includes('"x-upload"');
  const found = useQuery({ queryKey: ['case-files', one.id], queryFn: () => listFiles(one.id), enabled: hasFiles });
  const files = new Map((found.data?.items ?? []).map((file) => [file.id, file]));
  return (
    <section className="card">
      <h2>{t('cases.answers')}</h2>
      <p>
        <a className="yw-button" data-quiet="" href={applicationFormHref(one.id)} target="_blank" rel="noreferrer">
          {t(one.submittedAt === undefined ? 'handling.formPreview' : 'handling.formPrint')}
        </a>
      </p>
      {pages.map(({ id, title, fields }) => (
        <section key={id}>
          {title === undefined ? null : <h3>{title}</h3>}
          <Facts one={one} fields={fields} files={files} />
        </section>
      ))}
    </section>
  );
}
