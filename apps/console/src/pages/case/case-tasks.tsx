import { formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import type { WorkCase } from '../../api/work.ts';
import type { CaseTask } from '../../api/work-tasks.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { TaskLight } from '../work/task-light.tsx';

const TONES: Record<CaseTask['state'], Tone> = { open: 'blue', done: 'green', cancelled: 'grey', failed: 'red' };

type Act = Omit<WorkCase['acts'][number], 'by' | 'reason'> & { reason?: string };
/** An outline for who only supervises has neither opinions nor reasons. */
type Shown = { tasks: CaseTask[]; acts: Act[]; returnTo: WorkCase['returnTo'] };

/** Who had or has what to do, with the opinions given; what was done to a task beside ending it. */
export function CaseTasks({ file }: { file: Shown }) {
  const t = useText();
  const { tasks } = file;
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('inside.tasks')}</h2>
        {tasks.some(({ opinion }) => opinion) ? <Tag tone="amber">{t('inside.opinions')}</Tag> : null}
      </div>
      {tasks.length === 0 ? <p className="quiet">{t('inside.tasksNone')}</p> : null}
      <ol className="case-tasks">
        {tasks.map((task) => (
          <OneTask
            key={task.id}
            task={task}
            acts={file.acts.filter((act) => act.task === task.id)}
            nodes={file.returnTo}
          />
        ))}
      </ol>
    </section>
  );
}

type OneProps = { task: CaseTask; acts: Act[]; nodes: WorkCase['returnTo'] };

function OneTask({ task, acts, nodes }: OneProps) {
  const t = useText();
  const local = useLocal();
  const { state, result, resultTitle } = task;
  const against = result === 'disagree' || result === 'refuse';
  return (
    <li data-state={state}>
      <div className="row">
        <b>{local(task.task)}</b>
        <span>{local(task.organisationName)}</span>
        <span className="grow" />
        <Tag tone={against ? 'red' : TONES[state]}>{resultTitle ? local(resultTitle) : t(`inside.state.${state}`)}</Tag>
      </div>
      <div className="row small">
        <span>{t('inside.opened', { at: formatInstant(task.openedAt) })}</span>
        {task.closedAt ? <span>{t('inside.closed', { at: formatInstant(task.closedAt) })}</span> : null}
        {state === 'open' && task.light ? <TaskLight timed={task} short /> : null}
        {task.heldBy ? (
          <span>
            {t('tasks.holder')} {t(`tasks.held.${task.heldBy}`)}
          </span>
        ) : null}
        {task.urged > 0 && state === 'open' ? <Tag tone="red">{t('tasks.urged', { count: task.urged })}</Tag> : null}
        {task.system ? <span>{t('inside.system', { system: task.system })}</span> : null}
      </div>
      {task.failure ? <p className="fault">{task.failure}</p> : null}
      {task.opinion ? (
        <p className="note">
          <AsWritten said={task.opinion} />
        </p>
      ) : null}
      {acts.length > 0 ? (
        <ul className="task-acts">
          {acts.map((act) => (
            <li key={`${act.kind} ${act.at}`}>
              <ActWords act={act} nodes={nodes} />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

const KNOWN = [
  'claim',
  'release',
  'pass-on',
  'add-signer',
  'countersign',
  'urge',
  'take-back',
  'return',
  'retry',
  'take-over',
] as const;

function ActWords({ act, nodes }: { act: Act; nodes: WorkCase['returnTo'] }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const organisations = useQuery(organisationsQuery);
  const office = (id: string): string => local(organisations.data?.items.find((one) => one.id === id)?.name);
  const to = (act.to ?? '')
    .split(',')
    .map((id) => office(id) || local(nodes.find(({ node }) => node === id)?.title))
    .filter(Boolean)
    .join(mark.list);
  const kind = KNOWN.find((one) => one === act.kind);
  const title = kind ? t(`acts.does.${kind}`) : act.kind === 'hand-over' ? t('acts.handOver') : act.kind;
  // Claiming says nothing beside itself.
  const reason = kind === 'claim' || kind === 'release' ? '' : act.reason;
  return (
    <>
      <b>{title}</b> {[office(act.byOrganisation), to ? `→ ${to}` : ''].filter(Boolean).join(' ')}{' '}
      <small>{formatInstant(act.at)}</small>
      {reason ? (
        <span className="task-act-reason">
          <AsWritten said={reason} />
        </span>
      ) : null}
    </>
  );
}
