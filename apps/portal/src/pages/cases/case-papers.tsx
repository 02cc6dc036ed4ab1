import { formatInstant, useLocal, When, type MyCase } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';
import { documentHref, handlingOf } from './case-handling.ts';

/** Numbered documents to open and keep; opening one completes its delivery. */
export function CasePapers({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  // The newest first: it is what people come for.
  const documents = (handlingOf(one).documents ?? []).toReversed();
  if (documents.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('handling.documents')}</h2>
      <p className="small">{t('handling.documentsText')}</p>
      <ul className="case-papers">
        {documents.map((paper) => {
          const seenAt = paper.deliveries.find((delivery) => delivery.seenAt)?.seenAt;
          return (
            <li key={paper.id}>
              <div>
                <b>{local(paper.title)}</b>
                <span className="small">{paper.number}</span>
                <span className="small">
                  {local(paper.organisationName)} · <When at={paper.at} />
                </span>
                <span className="small">
                  {seenAt ? t('handling.seen', { at: formatInstant(seenAt) }) : t('handling.unseen')}
                </span>
              </div>
              <a
                className="yw-button"
                data-quiet=""
                href={documentHref(one.id, paper.id)}
                target="_blank"
                rel="noreferrer"
                aria-label={`${local(paper.title)} ${t('handling.pdf')}`}
              >
                {t('handling.pdf')}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Which offices have or had a part in it; never who, nor what they thought. */
export function CaseOffices({ one }: { one: MyCase }) {
  const t = useText();
  const local = useLocal();
  const tasks = handlingOf(one).tasks ?? [];
  if (tasks.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('handling.offices')}</h2>
      <ul className="case-offices">
        {tasks.map((task) => (
          <li key={`${task.openedAt} ${task.task.en} ${task.organisationName.en}`}>
            <span>
              <b>{local(task.task)}</b> {local(task.organisationName)}
            </span>
            <span className="tag" data-tone={task.state === 'done' ? 'green' : 'blue'}>
              {task.closedAt && task.state === 'done'
                ? t('handling.done', { at: formatInstant(task.closedAt) })
                : t('handling.open')}
            </span>
          </li>
        ))}
      </ul>
      <p className="small">{t('handling.officesText')}</p>
    </section>
  );
}
