import { formatInstant, useLocal, type LocalText } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { RequestDetail, Step } from '../../api/sharing.ts';
import { useSharingText } from '../../texts/sharing.ts';

const GOOD = ['delivered', 'consented', 'decided', 'grant-resumed'];
const BAD = ['overdue', 'grant-suspended'];

/** Everything that happened to a request, the newest last. */
export function Steps({ request }: { request: RequestDetail }) {
  const t = useSharingText();
  const local = useLocal();
  const words = useStepWords(request);
  return (
    <ol className="timeline">
      {request.steps.map((step) => (
        <li key={step.position} data-tone={toneOf(step)}>
          <span>{words(step)}</span>
          {step.kind === 'renewed' && typeof step.detail['requestId'] === 'string' ? (
            <Link to="/sharing/requests/$requestId" params={{ requestId: step.detail['requestId'] }}>
              {String(step.detail['no'])}
            </Link>
          ) : null}
          {step.kind.startsWith('dispute') && typeof step.detail['dispute'] === 'string' ? (
            <Link to="/sharing/disputes" search={{ open: step.detail['dispute'] }}>
              {String(step.detail['no'])}
            </Link>
          ) : null}
          <time dateTime={step.at}>
            {formatInstant(step.at)}
            {' · '}
            {step.organisation
              ? local(step.organisation.title)
              : t(`one.actor.${(step.byKind as 'rules') === 'rules' ? 'rules' : 'applicant'}`)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function toneOf({ kind, detail }: Step): 'green' | 'red' | undefined {
  if (BAD.includes(kind) || detail['outcome'] === 'refused' || detail['failed'] === true) return 'red';
  return GOOD.includes(kind) || detail['uphold'] === true ? 'green' : undefined;
}

function useStepWords(request: RequestDetail): (step: Step) => string {
  const t = useSharingText();
  const local = useLocal();
  return ({ kind, detail }) => {
    const text = (name: string): string => {
      const value = detail[name];
      return typeof value === 'object' && value !== null ? local(value as LocalText) : String(value ?? '');
    };
    const outcome = detail['outcome'];
    const said =
      outcome === 'agreed' || outcome === 'partly-agreed' || outcome === 'refused' ? t(`outcomes.${outcome}`) : '';
    switch (kind) {
      case 'checked':
        return t(
          detail['failed'] === true
            ? 'steps.checkFailed'
            : detail['byRules'] === true
              ? 'steps.checkedByRules'
              : 'steps.checked',
        );
      case 'decided':
        return t(detail['by'] === 'rules' ? 'steps.decidedRules' : 'steps.decided', { outcome: said });
      case 'consented':
        return t('steps.consented', { outcome: said });
      case 'delivered':
        return t(detail['automatic'] === true ? 'steps.deliveredAuto' : 'steps.delivered');
      case 'arbitrated':
        return t(detail['uphold'] === true ? 'steps.arbitratedUp' : 'steps.arbitratedDown', {
          finding: text('finding'),
          law: text('law'),
        });
      case 'created':
      case 'submitted':
      case 'corrected':
      case 'proposed':
      case 'grant-resumed':
        return t(`steps.${kind}`);
      case 'returned':
        return t('steps.returned', { what: text('what') });
      case 'objected':
      case 'urged':
        return t(`steps.${kind}`, { text: text('text') });
      case 'extension-asked':
      case 'extended':
        return t(`steps.${kind}`, { days: text('days'), reason: text('reason') });
      case 'extension-declined':
      case 'grant-suspended':
      case 'ended':
      case 'withdrawn':
        return t(`steps.${kind}`, { reason: text('reason') });
      case 'overdue':
        return t(text('clock') === 'arbitrate' ? 'steps.overdue-arbitration' : 'steps.overdue', {
          dueDate: text('dueDate'),
        });
      case 'recomputed':
        return t('steps.recomputed', { from: text('from'), to: text('to') });
      case 'disputed':
      case 'dispute-answered':
      case 'dispute-settled':
      case 'dispute-withdrawn':
        return t(`steps.${kind}`);
      case 'renewed':
        return t('steps.renewed', { no: text('no') });
      case 'rated':
        return t('steps.rated', { stars: text('stars') });
      default:
        return request.no;
    }
  };
}
