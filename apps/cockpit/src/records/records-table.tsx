import { formatCount, formatInstant, useLanguage, useLocal, type IndicatorRecords } from '@yiwang/ui';
import { useMedia } from '../data/media.ts';
import { useText } from '../texts/index.ts';

type Column = IndicatorRecords['columns'][number];
type Row = IndicatorRecords['rows'][number];
type Line = { row: Row; organisations: IndicatorRecords['organisations'] };

/** Records as a table; on a phone one card each, so that nothing is pushed sideways. */
export function RecordsTable({ pages, caption }: { pages: readonly IndicatorRecords[]; caption: string }) {
  const t = useText();
  const local = useLocal();
  const narrow = useMedia('(max-width: 759px)');
  const columns = pages[0]?.columns ?? [];
  const lines: Line[] = pages.flatMap(({ rows, organisations }) => rows.map((row) => ({ row, organisations })));
  if (narrow)
    return (
      <ol className="cards">
        {lines.map((line, index) => (
          // Records carry no id of their own and are only ever added at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} aria-label={t('records.row', { count: index + 1 })}>
            <dl>
              {columns.map((column) => (
                <div key={column.key}>
                  <dt>{local(column.title)}</dt>
                  <dd>
                    <Cell column={column} line={line} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ol>
    );
  return (
    // Wide tables are pushed sideways inside their own box, by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-box" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <thead>
          <tr>
            {columns.map(({ key, title, kind }) => (
              <th key={key} scope="col" data-kind={kind}>
                {local(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              {columns.map((column) => (
                <td key={column.key} data-kind={column.kind}>
                  <Cell column={column} line={line} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const CHINESE = /\p{Script=Han}/u;

function Cell({ column, line: { row, organisations } }: { column: Column; line: Line }) {
  const t = useText();
  const local = useLocal();
  const language = useLanguage();
  const value = row[column.key];
  if (value === null || value === undefined || value === '') return <span className="quiet">{t('records.empty')}</span>;
  if (column.kind === 'instant')
    return <time dateTime={String(value)}>{formatInstant(String(value), { seconds: true })}</time>;
  if (column.kind === 'number' && typeof value === 'number') return formatCount(value);
  const text = column.kind === 'organisation' ? local(organisations[String(value)]) || String(value) : String(value);
  // What officials wrote stays in Chinese; readers that speak are told.
  return language === 'en' && CHINESE.test(text) ? <span lang="zh-CN">{text}</span> : text;
}
