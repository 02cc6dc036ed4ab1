import { formatCount } from '@yiwang/ui';
import type { Compared, VolumeFigure, Volumes } from '../../api/work-volumes.ts';
import { useVolumesText } from '../../texts/volumes.ts';
import { Growth, percent } from './growth.tsx';
import { Opens, type Opened } from './volume-table.tsx';

/** The whole, in large figures. */
export function VolumeFigures({ volumes, onOpen }: { volumes: Volumes; onOpen: (opened: Opened) => void }) {
  const t = useVolumesText();
  const { total } = volumes;
  const opens = (figure: VolumeFigure, count: number, text?: string) => (
    <b>
      <Opens
        label={t(`figures.${figure}`)}
        count={count}
        text={text}
        onOpen={() => onOpen({ figure, of: '', matter: '' })}
      />
    </b>
  );
  const compared = (figure: 'received' | 'decided', of: Compared) => (
    <section className="card pad">
      <h2>{t(`figures.${figure}`)}</h2>
      {opens(figure, of.count)}
      <small>
        {t('onYear')} <Growth share={of.onYear} against="year" />
        {volumes.before ? (
          <>
            <br />
            {t('onBefore')} <Growth share={of.onBefore} against="before" />
          </>
        ) : null}
      </small>
    </section>
  );
  return (
    <div className="board-figures">
      {compared('received', total.received)}
      {compared('decided', total.decided)}
      <section className="card pad">
        <h2>{t('ever')}</h2>
        <b>{formatCount(total.received.ever)}</b>
        <small>{t('everText')}</small>
      </section>
      {(
        [
          ['instant', total.instant, total.instantShare, 'instantShare'],
          ['zero-visit', total.zeroVisit, total.zeroVisitShare, 'zeroVisitShare'],
          ['on-time', total.onTime, total.onTimeShare, 'onTimeShare'],
        ] as const
      ).map(([figure, count, share, name]) => (
        <section className="card pad" key={figure}>
          <h2>{t(name)}</h2>
          {share === null ? <b>–</b> : opens(figure, count, percent(share))}
          <small>
            {t(`figures.${figure}`)} {formatCount(count)}
          </small>
        </section>
      ))}
    </div>
  );
}
