import { ErrorNotice, formatCount, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import {
  fetchReductions,
  reductionsWorkbook,
  type ReducedMatter,
  type ReductionBoard,
  type ReductionTotals,
} from '../../api/matters.ts';
import { Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useReductionsText } from '../../texts/reductions.ts';
import { MATTERS } from '../matters/queries.ts';
import { Reduced, rounded } from './reduced.tsx';

type Props = {
  level: string | undefined;
  /** The department whose matters are shown. */
  opened: string | undefined;
  onOpen: (organisation: string | undefined) => void;
};

/** 四减: the first version of every matter beside the one in force, by department; each opens to its matters, these to their versions. */
export function Reductions({ level, opened, onOpen }: Props) {
  const t = useReductionsText();
  const query = useQuery({
    queryKey: [MATTERS, 'reductions', level ?? '', opened ?? ''],
    queryFn: () => fetchReductions(level, opened),
    placeholderData: (last) => last,
  });
  return (
    <section className="card pad stack-s" aria-label={t('title')} data-reductions>
      <div className="row">
        <h2>{t('title')}</h2>
        <span className="grow" />
        <Button href={reductionsWorkbook(level)}>{t('download')}</Button>
      </div>
      <p className="small">{t('lead')}</p>
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} /> : null}
      {!query.data && !query.error ? <Waiting /> : null}
      {query.data ? <Departments board={query.data} opened={opened} onOpen={onOpen} /> : null}
    </section>
  );
}

function Departments({ board, opened, onOpen }: { board: ReductionBoard } & Omit<Props, 'level'>) {
  const t = useReductionsText();
  const local = useLocal();
  const mark = usePunctuation();
  const shown = board.departments.find(({ organisation }) => organisation === opened);
  return (
    <>
      {board.total.changed === 0 ? <p>{t('noneAll')}</p> : null}
      <SubTable
        scrolls={t('title')}
        heads={[
          t('department'),
          { number: t('matters') },
          { number: t('changed') },
          { number: t('statutory') },
          { number: t('promise') },
          { number: t('taken') },
          { number: t('papers') },
          { number: t('steps') },
          { number: t('visits') },
        ]}
      >
        {board.departments.map(({ organisation, organisationName, totals }) => (
          <tr key={organisation}>
            <td>
              <button
                type="button"
                className="plain-button"
                aria-expanded={organisation === opened}
                aria-label={t('open', { name: local(organisationName) })}
                onClick={() => onOpen(organisation === opened ? undefined : organisation)}
              >
                {local(organisationName)}
              </button>
            </td>
            <Totals totals={totals} />
          </tr>
        ))}
        <tr>
          <td>
            <b>{t('total')}</b>
          </td>
          <Totals totals={board.total} />
        </tr>
      </SubTable>
      <small>
        {t('notes')}
        {board.total.unitsDiffer > 0 ? `${t('unitsDiffer', { count: board.total.unitsDiffer })}${mark.clause}` : ''}{' '}
        {formatInstant(board.at)}
      </small>
      {shown && board.matters.length > 0 ? (
        <Matters name={local(shown.organisationName)} matters={board.matters} onClose={() => onOpen(undefined)} />
      ) : null}
    </>
  );
}

function Totals({
  totals: { matters, changed, statutoryDays, promisedDays, before, after },
}: {
  totals: ReductionTotals;
}) {
  const t = useReductionsText();
  return (
    <>
      <td className="number">{formatCount(matters)}</td>
      <td className="number">{changed === 0 ? t('none') : formatCount(changed)}</td>
      <Pair before={statutoryDays} after={promisedDays} />
      {(['days', 'takenDays', 'papers', 'steps', 'visits'] as const).map((key) => (
        <Pair
          key={key}
          before={changed === 0 ? undefined : before[key]}
          after={changed === 0 ? undefined : after[key]}
        />
      ))}
    </>
  );
}

function Matters({ name, matters, onClose }: { name: string; matters: readonly ReducedMatter[]; onClose: () => void }) {
  const t = useReductionsText();
  const local = useLocal();
  return (
    <>
      <div className="row">
        <h3>{t('mattersOf', { name })}</h3>
        <span className="grow" />
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
      <SubTable
        scrolls={t('mattersOf', { name })}
        heads={[
          t('matter'),
          { number: t('statutoryOne') },
          { number: t('promise') },
          { number: t('taken') },
          { number: t('papers') },
          { number: t('steps') },
          { number: t('visits') },
          { number: t('takenVisits') },
        ]}
      >
        {matters.map(({ id, title, since, before, now }) => {
          const [was, is] = [before?.promise, now.promise];
          // The unit once where both have it.
          const days = (one: typeof is) =>
            one !== is && one.unit === is.unit ? String(one.days) : t(`units.${one.unit}`, { days: one.days });
          return (
            <tr key={id}>
              <td>
                <Link to="/matters/$matterId" params={{ matterId: id }} search={{ tab: 'versions' }}>
                  {local(title)}
                </Link>{' '}
                <small>{before ? (since ? t('since', { at: formatInstant(since) }) : '') : t('none')}</small>
              </td>
              <td className="number">
                {t('pair', { before: days(now.statutory), after: days(is) })}{' '}
                {now.statutory.unit === is.unit ? <Reduced before={now.statutory.days} after={is.days} /> : null}
              </td>
              <td className="number">
                {was ? t('pair', { before: days(was), after: days(is) }) : days(is)}{' '}
                {was?.unit === is.unit ? <Reduced before={was.days} after={is.days} /> : null}
              </td>
              {(['takenDays', 'papers', 'steps', 'visits', 'takenVisits'] as const).map((key) => (
                <Pair key={key} before={before?.[key]} after={now[key]} />
              ))}
            </tr>
          );
        })}
      </SubTable>
    </>
  );
}

/** What there is: before and after with the difference, one of them, or a dash. */
function Pair({ before, after }: { before: number | undefined; after: number | undefined }) {
  const t = useReductionsText();
  const say = (value: number | undefined): string => (value === undefined ? '–' : rounded(value));
  return (
    <td className="number">
      {before === undefined ? say(after) : t('pair', { before: say(before), after: say(after) })}{' '}
      <Reduced before={before} after={after} />
    </td>
  );
}
