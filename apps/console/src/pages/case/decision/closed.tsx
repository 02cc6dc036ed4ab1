import { useLocal } from '@yiwang/ui';
import type { WorkCase } from '../../../api/work.ts';
import { usePermission } from '../../../data/session.ts';
import { useText } from '../../../texts/index.ts';
import { isOver } from '../case-over.ts';

/** Why there is nothing for the officer to do, and for whom the case waits. */
export function Closed({ file }: { file: WorkCase }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const all = file.tasks.filter(({ state }) => state === 'open' || state === 'failed');
  // Work that waits for signers waits for nobody else.
  const open = all.filter(({ id }) => !all.some(({ askedBy }) => askedBy === id));
  const why = isOver(file.state)
    ? t('decision.over', { state: local(file.stateTitle) })
    : file.state === 'correction'
      ? t('decision.waiting', { until: file.correction?.until ?? file.clock?.dueDate ?? '' })
      : file.clocks?.suspended && open.some(({ mine }) => mine)
        ? t('decision.standsStill')
        : open.length > 0
          ? undefined
          : file.stopped
            ? t('decision.stopped')
            : file.state === 'approved'
              ? t('decision.over', { state: local(file.stateTitle) })
              : may('cases.decide')
                ? ''
                : t('decision.noRight');
  return (
    <>
      <h2>{t('acts.nothing')}</h2>
      {why === undefined ? (
        <>
          <p>{t('acts.waitsFor')}</p>
          <ul className="plain-list">
            {open.map(({ id, task, organisationName }) => (
              <li key={id}>{t('acts.waitsForOffice', { office: local(organisationName), task: local(task) })}</li>
            ))}
          </ul>
        </>
      ) : (
        <p>{why}</p>
      )}
    </>
  );
}
