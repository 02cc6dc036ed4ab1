import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import {
  correctAtWindow,
  countVisitAtWindow,
  takeVisitBackAtWindow,
  WHYS,
  type Visitor,
  type VisitorCase,
  type VisitWhy,
} from '../../api/window.ts';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import { stateTone } from '../work/state-tone.ts';
import { visitorQuery, windowCaseQuery } from './queries.ts';
import { WindowFee } from './window-fee.tsx';
import { TakeVisitBack } from './take-visit-back.tsx';

/** What the one at the window has under way that may be dealt with here: go on, correct, count that they came. */
export function VisitorCases({ visitor }: { visitor: Visitor }) {
  const t = useWindowText();
  return (
    <section className="card pad stack-s">
      <h2>{t('theirs')}</h2>
      {visitor.cases.length === 0 ? <p className="quiet">{t('noTheirs')}</p> : null}
      <ul className="visitor-cases">
        {visitor.cases.map((one) => (
          <OneCase key={one.id} one={one} visitor={visitor} />
        ))}
      </ul>
    </section>
  );
}

function OneCase({ one, visitor }: { one: VisitorCase; visitor: Visitor }) {
  const t = useWindowText();
  const local = useLocal();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toForm = () =>
    navigate({ to: '/window/cases/$caseId', params: { caseId: one.id }, search: { visitor: visitor.id } });
  const [back, setBack] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: visitorQuery(visitor.id).queryKey });
  const corrected = useMutation({
    mutationFn: () => correctAtWindow(one.id, visitor.id),
    async onSuccess() {
      client.removeQueries({ queryKey: windowCaseQuery(one.id).queryKey });
      await toForm();
    },
  });
  const counted = useMutation({
    mutationFn: (why: VisitWhy) => countVisitAtWindow(one.id, visitor.id, why),
    onSuccess: () => refresh(),
  });
  // The one just written is the last of them.
  const written = counted.data?.visits.findLast(({ struck }) => !struck);
  return (
    <li>
      <div className="row">
        <b className="grow">{local(one.title)}</b>
        <Tag tone={stateTone(one.state)}>{local(one.stateTitle)}</Tag>
      </div>
      <small>
        {[
          one.caseNo,
          local(one.organisationName),
          formatInstant(one.at),
          ...(one.visits === undefined ? [] : [`${t('visits')} ${t('times', { count: one.visits })}`]),
        ].join(' · ')}
      </small>
      <div className="row">
        {one.may.includes('go-on') ? (
          <Button size="small" type="primary" onClick={() => void toForm()}>
            {t('goOn')}
          </Button>
        ) : null}
        {one.may.includes('correct') ? (
          <Button size="small" type="primary" loading={corrected.isPending} onClick={() => corrected.mutate()}>
            {t('correct')}
          </Button>
        ) : null}
        {one.may.includes('count-visit') ? (
          <Dropdown
            trigger={['click']}
            menu={{
              items: WHYS.map((key) => ({ key, label: t(`whys.${key}`) })),
              onClick: ({ key }) => counted.mutate(key as VisitWhy),
            }}
          >
            <Button size="small" loading={counted.isPending}>
              {t('came')}
            </Button>
          </Dropdown>
        ) : null}
      </div>
      {one.state === 'draft' ? null : <WindowFee caseId={one.id} />}
      <div role="status">
        {written && counted.variables ? (
          <small>
            {t('counted', { why: t(`whys.${counted.variables}`) })}{' '}
            <button type="button" className="plain-button" onClick={() => setBack(true)}>
              {t('visit.back')}
            </button>
          </small>
        ) : null}
      </div>
      {back && written ? (
        <TakeVisitBack
          act={(reason) => takeVisitBackAtWindow(written.id, reason)}
          onDone={async () => {
            counted.reset();
            await refresh();
          }}
          onClose={() => setBack(false)}
        />
      ) : null}
      {corrected.error ? <ErrorNotice error={corrected.error} level={3} /> : null}
      {counted.error ? <ErrorNotice error={counted.error} level={3} /> : null}
    </li>
  );
}
