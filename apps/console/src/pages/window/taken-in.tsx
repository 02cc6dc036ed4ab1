import { useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { receiptAddress, windowFormAddress, type WindowCase } from '../../api/window.ts';
import { Page } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';
import { WindowFee } from './window-fee.tsx';
import { stateTone } from '../work/state-tone.ts';

/** What became of a case that was taken in: the receipt to print, and the next one. */
export function TakenIn({ one, visitor }: { one: WindowCase; visitor: string | undefined }) {
  const t = useWindowText();
  const local = useLocal();
  const print = useRef<HTMLAnchorElement>(null);
  useEffect(() => print.current?.focus(), []);
  const { decision, clock } = one;
  const outcome = decision?.outcome ?? 'routed';
  return (
    <Page title={t('done')} lead={local(one.title)}>
      <section className="card pad stack taken-in" data-outcome={outcome} role="status">
        <div className="row">
          <b>{one.caseNo}</b>
          <Tag tone={stateTone(one.state)}>{local(one.stateTitle)}</Tag>
          {one.applicant ? <span>{one.applicant.name}</span> : null}
        </div>
        <p>{t(`doneText.${outcome}`, { office: local(one.organisationName) })}</p>
        {decision?.reason ? <p>{t('reason', { reason: local(decision.reason) })}</p> : null}
        {clock?.dueDate ? <p className="small">{clock.dueDate}</p> : null}
        <WindowFee caseId={one.id} />
        <p className="small">{t('toldPortal')}</p>
        <div className="row">
          <a ref={print} className="yw-button" href={receiptAddress(one.id)} target="_blank" rel="noreferrer">
            {t('print')}
          </a>
          <a className="yw-button" data-quiet="" href={windowFormAddress(one.id)} target="_blank" rel="noreferrer">
            {t('printForm')}
          </a>
          {visitor ? (
            <Link to="/window/$visitorId" params={{ visitorId: visitor }} className="yw-button" data-quiet="">
              {t('sameVisitor')}
            </Link>
          ) : null}
          <Link to="/window" className="yw-button" data-quiet="">
            {t('next')}
          </Link>
        </div>
      </section>
    </Page>
  );
}
