import { ClockLight, useCalmLive, useLocal } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { lightOf, SHARING, type Clock, type RequestState, type RequestSummary } from '../../api/sharing.ts';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useSharingText } from '../../texts/sharing.ts';

const TONES: Record<RequestState, Tone> = {
  draft: 'grey',
  submitted: 'blue',
  correction: 'amber',
  'with-provider': 'blue',
  'with-authority': 'blue',
  delivering: 'blue',
  'in-use': 'green',
  refused: 'red',
  ended: 'grey',
  withdrawn: 'grey',
};

/** State of a request, with what must not be overlooked beside it. */
export function StateTags({ request }: { request: RequestSummary }) {
  const t = useSharingText();
  const local = useLocal();
  return (
    <span className="row">
      <Tag tone={TONES[request.state]}>{local(request.stateTitle)}</Tag>
      {request.atOnce ? <Tag tone="green">{t('requests.atOnce')}</Tag> : null}
      {request.objection === 'open' ? <Tag tone="amber">{t('requests.objection')}</Tag> : null}
      {request.wasOverdue && request.clock?.stage !== 'overdue' ? <Tag tone="red">{t('requests.late')}</Tag> : null}
    </span>
  );
}

/** The clock of whatever waits, as a light with words; says why where it stands still. */
export function SharingClock({
  clock,
  paused = false,
  short = false,
}: {
  clock: Clock | undefined;
  paused?: boolean;
  short?: boolean;
}) {
  const t = useSharingText();
  if (paused) return <span className="quiet">{t('pausedClock')}</span>;
  return clock ? (
    <ClockLight clock={lightOf(clock)} short={short} />
  ) : (
    <span className="quiet">{t('requests.noClock')}</span>
  );
}

/** Keeps the pages of requests and grants true while others act. */
export function useSharingLive(): void {
  const client = useQueryClient();
  useCalmLive(['sharing'], () => void client.invalidateQueries({ queryKey: [SHARING] }));
}
