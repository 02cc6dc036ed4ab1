import { formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import type { ReactNode } from 'react';
import type { Share } from '../../api/nodes.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';

const TONES = {
  submitted: 'blue',
  correction: 'amber',
  'with-provider': 'blue',
  'with-authority': 'blue',
  delivering: 'blue',
  'in-use': 'green',
  refused: 'red',
  ended: 'grey',
  withdrawn: 'grey',
} as const;
const OBJECTION_TONES = { open: 'amber', upheld: 'green', dismissed: 'grey' } as const;
const EXTENSION_TONES = { asked: 'amber', consented: 'green', declined: 'grey' } as const;

/** How a request stands at the node that decides it: who is next, which clock runs, what was returned, answered, objected to. Their word, beside ours. */
export function Standing({ share }: { share: Share }) {
  const t = useLevelsText();
  const local = useLocal();
  const mark = usePunctuation();
  const { standing } = share;
  if (!standing) return <p className="quiet">{t('across.notHeard')}</p>;
  const { clock, correction, extension, answer, objection } = standing;
  const titleOf = (name: string): string => {
    const title = share.fieldTitles[share.fields.indexOf(name)];
    return title ? local(title) : name;
  };
  const over = clock !== undefined && new Date(clock.dueAt) <= new Date();
  const facts: [string, ReactNode][] = [
    [
      t('state'),
      <Tag key="state" tone={TONES[standing.state]}>
        {t(`across.standings.${standing.state}`)}
      </Tag>,
    ],
    [t('across.number'), standing.number],
    ...row(
      t('across.next'),
      standing.state === 'correction' ? t('across.ours') : standing.next && local(standing.next),
    ),
    ...row(
      t('across.runsUntil'),
      clock &&
        t(over ? 'across.clockUntilOver' : 'across.clockUntil', {
          kind: t(`across.clocks.${clock.kind}`),
          date: clock.dueDate,
        }),
    ),
    ...row(
      t('across.correction'),
      correction && (
        <>
          <AsWritten said={correction.what} />
          {correction.doneAt ? (
            <div>
              <small>{t('across.correctionDone', { at: formatInstant(correction.doneAt) })}</small>
            </div>
          ) : null}
        </>
      ),
    ),
    ...row(
      t('across.extension'),
      extension && (
        <>
          {t('across.extensionText', { days: extension.days })}{' '}
          <Tag tone={EXTENSION_TONES[extension.state]}>{t(`across.extensionStates.${extension.state}`)}</Tag>
          <div>
            <small>
              <AsWritten said={extension.reason} />
            </small>
          </div>
          {extension.answer ? (
            <div>
              <small>
                <AsWritten said={extension.answer} />
              </small>
            </div>
          ) : null}
        </>
      ),
    ),
    ...row(
      t('across.answered'),
      answer && (
        <>
          {t(`across.outcomes.${answer.outcome}`)} · {formatInstant(answer.at)}
          {answer.reason ? (
            <div>
              <small>
                <AsWritten said={answer.reason} />
              </small>
            </div>
          ) : null}
          {answer.law ? (
            <div>
              <small>
                <AsWritten said={answer.law} />
              </small>
            </div>
          ) : null}
          {answer.dropped.map(({ field, reason }) => (
            <div key={field}>
              <small>
                {t('across.droppedField', { field: titleOf(field) })} · <AsWritten said={reason} />
              </small>
            </div>
          ))}
        </>
      ),
    ),
    ...row(
      t('across.objection'),
      objection && (
        <>
          <Tag tone={OBJECTION_TONES[objection.state]}>{t(`across.objectionStates.${objection.state}`)}</Tag>{' '}
          {t(`across.objectionAgainst.${objection.against}`)}
          <div>
            <small>
              <AsWritten said={objection.text} />
            </small>
          </div>
          {objection.state === 'open' ? (
            <div>
              <small>
                {t('across.objectionBy', { who: objection.by ? local(objection.by) : '–', date: objection.dueDate })}
              </small>
            </div>
          ) : null}
          {objection.finding ? (
            <div>
              <small>
                {t('across.finding')}
                {mark.colon}
                <AsWritten said={objection.finding} />
                {objection.law ? (
                  <>
                    {mark.open}
                    <AsWritten said={objection.law} />
                    {mark.close}
                  </>
                ) : null}
              </small>
            </div>
          ) : null}
        </>
      ),
    ),
    ...row(t('across.ended'), standing.endReason && <AsWritten said={standing.endReason} />),
  ];
  return (
    <>
      <small>{t('across.theirsText')}</small>
      <dl className="facts">
        {facts.map(([title, value]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const row = (title: string, value: ReactNode): [string, ReactNode][] => (value ? [[title, value]] : []);
