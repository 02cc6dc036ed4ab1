import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import {
  fetchReturned,
  fetchVolumeCases,
  VOLUME_PAGE,
  VOLUMES,
  type VolumeCase,
  type Volumes,
  type VolumesAsked,
} from '../../api/work-volumes.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { useFocusBack } from '../../rail/focus-back.ts';
import { Waiting } from '../../shell/page.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { useVolumesText } from '../../texts/volumes.ts';
import { stateTone } from '../work/state-tone.ts';
import type { Opened } from './volume-table.tsx';

type Props = { volumes: Volumes; asked: VolumesAsked; opened: Opened; onClose: () => void };

/** The cases behind a figure: those handled here open to their page (without the person for who only supervises), those returned to what the department's system said. */
export function VolumeCases({ volumes, asked, opened, onClose }: Props) {
  const t = useVolumesText();
  const local = useLocal();
  useFocusBack();
  const [returned, show] = useState<string>();
  const { figure, of, matter } = opened;
  const department = volumes.departments.find(({ key }) => key === of);
  const line = department?.matters.find(({ key }) => key === matter) ?? department ?? volumes.total;
  return (
    <Drawer
      open
      title={<h2>{`${local(line.title)} · ${t(`figures.${figure}`)}`}</h2>}
      onClose={onClose}
      size={880}
      styles={{ mask: { background: 'transparent' }, body: { padding: 24 } }}
    >
      {returned === undefined ? (
        <List key={`${figure} ${of} ${matter}`} asked={asked} opened={opened} onShow={show} />
      ) : (
        <Returned id={returned} onBack={() => show(undefined)} />
      )}
    </Drawer>
  );
}

function List({ asked, opened, onShow }: Pick<Props, 'asked' | 'opened'> & { onShow: (id: string) => void }) {
  const t = useVolumesText();
  const words = useText();
  const local = useLocal();
  const { figure, of, matter } = opened;
  const narrowed = { ...asked, ...(of ? { organisation: of } : {}), ...(matter ? { matter } : {}) };
  const list = usePaged([VOLUMES, 'cases', JSON.stringify(narrowed), figure], VOLUME_PAGE, (cursor) =>
    fetchVolumeCases({ ...narrowed, figure }, cursor),
  );
  const { items } = list;
  if (list.error) return <ErrorNotice error={list.error} onRetry={list.again} level={3} />;
  if (!items) return <Waiting blocks={4} />;
  if (items.length === 0) return <EmptyState title={t('noCases')} text={t('noCasesText')} />;
  return (
    <div className="stack">
      <SubTable
        scrolls={t('cases')}
        heads={[
          t('number'),
          t('matter'),
          t('organisation'),
          t('state'),
          t('submittedAt'),
          t('decidedAt'),
          t('channel'),
          t('system'),
        ]}
      >
        {items.map((one) => (
          <tr key={one.id}>
            <td className="nowrap">
              <Number one={one} onShow={onShow} />
            </td>
            <td>{local(one.title)}</td>
            <td>{local(one.organisationName)}</td>
            <td>
              <Tag tone={stateTone(one.state)}>{local(one.stateTitle)}</Tag>
            </td>
            <td className="nowrap">{formatInstant(one.submittedAt)}</td>
            <td className="nowrap">{one.decidedAt ? formatInstant(one.decidedAt) : '–'}</td>
            <td className="nowrap">{t(`channels.${one.channel}`)}</td>
            <td>{one.systemTitle ? local(one.systemTitle) : t('here')}</td>
          </tr>
        ))}
      </SubTable>
      <div className="row">
        <span className="grow">{words('table.page', { page: list.page, count: items.length })}</span>
        <PageButtons paged={list} />
      </div>
    </div>
  );
}

function Number({ one, onShow }: { one: VolumeCase; onShow: (id: string) => void }) {
  const may = usePermission();
  if (one.origin === 'returned')
    return (
      <button type="button" className="plain-button" onClick={() => onShow(one.id)}>
        {one.number}
      </button>
    );
  return may('cases.read') ? (
    <Link to="/work/$caseId" params={{ caseId: one.id }} search={{ view: 'cases' }} preload={false}>
      {one.number}
    </Link>
  ) : (
    <>{one.number}</>
  );
}

/** What a department's own system said of one case: where it stands and what was done, nobody's name. */
function Returned({ id, onBack }: { id: string; onBack: () => void }) {
  const t = useVolumesText();
  const local = useLocal();
  const query = useQuery({ queryKey: [VOLUMES, 'returned', id], queryFn: () => fetchReturned(id) });
  const one = query.data;
  return (
    <div className="stack">
      <div>
        <Button onClick={onBack}>{t('back')}</Button>
      </div>
      {one ? (
        <>
          <div className="row">
            <h3>{one.ownNo}</h3>
            <Tag tone={stateTone(one.state)}>{local(one.stateTitle)}</Tag>
            {one.sample ? <Tag tone="amber">{t('invented')}</Tag> : null}
          </div>
          <p>
            {local(one.title)} · {t(`channels.${one.channel}`)}
          </p>
          <p className="quiet">
            {t('handledBy', { organisation: local(one.organisationName), system: local(one.systemTitle) })}
          </p>
          <SubTable heads={[t('steps'), t('when')]}>
            {one.steps.map((step, index) => (
              // Steps stand in their order and may have the same name.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <td>{local(step.name)}</td>
                <td className="nowrap">{formatInstant(step.at)}</td>
              </tr>
            ))}
          </SubTable>
          {one.result ? (
            <p>
              {t('result')}
              {': '}
              {one.result.title} {one.result.number ?? ''}
            </p>
          ) : null}
        </>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />
      ) : (
        <Waiting blocks={3} />
      )}
    </div>
  );
}
