import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useId } from 'react';
import type { DepartmentSystem } from '../../api/work-systems.ts';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useSystemsText } from '../../texts/systems.ts';

/** Systems look for work every few seconds or minutes; one silent for so long is told. */
const SILENT_MS = 10 * 60_000;

/** One system: whether it is there, what it has in hand, and the same by matter. */
export function SystemCard({ shown }: { shown: DepartmentSystem }) {
  const t = useSystemsText();
  const local = useLocal();
  const heading = useId();
  const name = local(shown.title);
  return (
    <section className="card pad stack-s" aria-labelledby={heading}>
      <div className="row">
        <h2 id={heading}>{name}</h2>
        <small>
          {local(shown.organisationName)} · {shown.system}
        </small>
        <span className="grow" />
        <Connection seenAt={shown.seenAt} />
        {shown.simulated ? <Tag tone="amber">{t('simulated')}</Tag> : null}
      </div>
      {shown.simulated ? (
        <p>
          <small>{t('simulatedText')}</small>
        </p>
      ) : null}
      <dl className="system-figures">
        <Figure label={t('waiting')} count={shown.waiting} />
        <Figure label={t('lent')} count={shown.lent} />
        <Figure label={t('failed')} count={shown.failed} bad />
        <Figure label={t('done')} count={shown.done} />
        <Moment label={t('seen')} at={shown.seenAt} none={t('never')} />
        <Moment label={t('oldest')} at={shown.oldestAt} none="–" />
        <Moment label={t('last')} at={shown.lastAt} none="–" />
      </dl>
      {shown.matters.length > 0 ? (
        <SubTable
          scrolls={t('byMatter', { system: name })}
          heads={[
            t('matter'),
            { number: t('waiting') },
            { number: t('lent') },
            { number: t('failed') },
            { number: t('done') },
            t('oldest'),
          ]}
        >
          {shown.matters.map((one) => (
            <tr key={one.matter}>
              <td>{local(one.title)}</td>
              {([one.waiting, one.lent, one.failed, one.done] as const).map((count, index) => (
                <td key={index} className="number">
                  {formatCount(count)}
                </td>
              ))}
              <td>{one.oldestAt ? formatInstant(one.oldestAt) : '–'}</td>
            </tr>
          ))}
        </SubTable>
      ) : (
        <p className="quiet">{t('noTasks')}</p>
      )}
    </section>
  );
}

function Connection({ seenAt }: { seenAt: string | undefined }) {
  const t = useSystemsText();
  if (!seenAt) return <Tag tone="grey">{t('never')}</Tag>;
  const silent = Date.now() - Date.parse(seenAt);
  if (silent > SILENT_MS) return <Tag tone="red">{t('silent', { minutes: Math.floor(silent / 60_000) })}</Tag>;
  return <Tag tone="green">{t('connected')}</Tag>;
}

function Figure({ label, count, bad = false }: { label: string; count: number; bad?: boolean }) {
  return (
    <div>
      <dt>
        <small>{label}</small>
      </dt>
      <dd className="count" data-bad={(bad && count > 0) || undefined}>
        {formatCount(count)}
      </dd>
    </div>
  );
}

function Moment({ label, at, none }: { label: string; at: string | undefined; none: string }) {
  return (
    <div>
      <dt>
        <small>{label}</small>
      </dt>
      <dd>{at ? formatInstant(at) : none}</dd>
    </div>
  );
}
