import { formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Radio } from 'antd';
import { useState } from 'react';
import { countVisit, takeVisitBack, WHYS, type CaseVisit, type VisitWhy } from '../../api/window.ts';
import type { WorkCase } from '../../api/work.ts';
import { usePermission } from '../../data/session.ts';
import { workCaseQuery } from '../../data/queries.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { TakeVisitBack } from '../window/take-visit-back.tsx';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import '../../styles/window.css';

/** Every time somebody had to come for the case, against what its guide promised; one counted wrongly is taken back with a reason. */
export function CaseVisits({ file }: { file: WorkCase }) {
  const t = useWindowText();
  const mark = usePunctuation();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [counting, setCounting] = useState(false);
  const [back, setBack] = useState<CaseVisit>();
  const { visits, promisedVisits = 0, channel } = file;
  const counted = (visits ?? []).filter(({ struck }) => !struck).length;
  return (
    <section className="card pad stack-s">
      <div className="row">
        <h2 className="grow">{t('visit.title')}</h2>
        {may('cases.decide') && visits ? (
          <Button size="small" onClick={() => setCounting(true)}>
            {t('visit.count')}
          </Button>
        ) : null}
      </div>
      <p className="row">
        <span>
          {t('visit.channel')}
          {mark.colon}
          {t(`visit.channels.${channel}`)}
        </span>
        {visits ? <span>{t('visit.promised', { promised: promisedVisits, counted })}</span> : null}
        {counted > promisedVisits ? <Tag tone="red">{t('visit.more', { more: counted - promisedVisits })}</Tag> : null}
      </p>
      {visits === undefined ? <p className="quiet">{t('visit.unknown')}</p> : null}
      {visits?.length === 0 ? <p className="quiet">{t('visit.none')}</p> : null}
      <ul className="visits">
        {(visits ?? []).map((one) => (
          <li key={one.id} data-struck={one.struck ? '' : undefined}>
            <span>
              {formatInstant(one.at)} {local(one.title)} · {local(one.organisationName)}
            </span>
            {one.place ? <small>{local(one.place)}</small> : null}
            {one.shown ? <small>{local(one.shown)}</small> : null}
            {one.struck ? (
              <small>
                {t('visit.struck', { reason: one.struck.reason, office: local(one.struck.organisationName) })}
              </small>
            ) : may('cases.decide') ? (
              <button type="button" className="plain-button" onClick={() => setBack(one)}>
                {t('visit.back')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {counting ? <Count file={file} onClose={() => setCounting(false)} /> : null}
      {back ? (
        <TakeVisitBack
          act={(reason) => takeVisitBack(back.id, reason)}
          onDone={() => client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey })}
          onClose={() => setBack(undefined)}
        />
      ) : null}
    </section>
  );
}

function Count({ file, onClose }: { file: WorkCase; onClose: () => void }) {
  const t = useWindowText();
  const client = useQueryClient();
  const [why, setWhy] = useState<VisitWhy>(
    file.decision?.outcome === 'routed' || !file.decision ? 'on-site' : 'pick-up',
  );
  const sent = useMutation({
    mutationFn: () => countVisit(file.id, why),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: workCaseQuery(file.id).queryKey });
      onClose();
    },
  });
  return (
    <Confirm
      open
      title={t('visit.count')}
      act={t('visit.count')}
      busy={sent.isPending}
      error={sent.error}
      onAct={() => sent.mutate()}
      onClose={onClose}
    >
      <p>{t('visit.countLead')}</p>
      <Radio.Group
        aria-label={t('visit.why')}
        value={why}
        onChange={({ target }) => setWhy(target.value as VisitWhy)}
        options={WHYS.map((value) => ({ value, label: t(`whys.${value}`) }))}
      />
    </Confirm>
  );
}
