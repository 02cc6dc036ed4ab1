import { ApiProblem, EmptyState, ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { CALLS_PAGE, fetchApplicationCalls } from '../../api/interfaces.ts';
import { usePaged } from '../../data/paged.ts';
import { Waiting } from '../../shell/page.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { useText } from '../../texts/index.ts';
import { OutcomeTag } from '../interfaces/interface-drawer.tsx';

/** The calls of one application, or only those that were refused, with why: what its developer looks for. */
export function CallsPanel({ application, refused }: { application: string; refused: boolean }) {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  const list = usePaged(['interfaces', 'application-calls', application, String(refused)], CALLS_PAGE, (cursor) =>
    fetchApplicationCalls(application, refused, cursor),
  );
  if (list.error instanceof ApiProblem && list.error.status === 403)
    return <p className="quiet">{it('notMineCalls')}</p>;
  if (list.error) return <ErrorNotice error={list.error} onRetry={list.again} level={3} />;
  if (!list.items) return <Waiting blocks={3} />;
  return (
    <div className="stack">
      {refused ? <Refusals application={application} /> : null}
      {list.items.length === 0 ? (
        <EmptyState
          level={3}
          title={refused ? it('noErrors') : it('noApplicationCalls')}
          text={refused ? it('noErrorsText') : t('interfaces.noCallsText')}
        />
      ) : (
        <>
          <SubTable
            heads={[
              t('interfaces.at'),
              it('interfaceName'),
              t('interfaces.purposeAndCase'),
              t('interfaces.result'),
              { number: t('interfaces.time') },
              it('trace'),
            ]}
            scrolls={refused ? it('errorsTab') : it('allCallsTab')}
          >
            {list.items.map((call) => (
              <tr key={call.id}>
                <td className="nowrap">{formatInstant(call.at, { seconds: true })}</td>
                <td>
                  {local(call.interfaceTitle)} <small>{call.version}</small>
                </td>
                <td>
                  {local(call.purpose)}
                  <br />
                  <small>{call.caseNo || '–'}</small>
                </td>
                <td>
                  <OutcomeTag call={call} /> <small>{call.status}</small>
                </td>
                <td className="number">{t('interfaces.ms', { ms: call.ms })}</td>
                <td>
                  <code className="trace">{call.trace}</code>
                </td>
              </tr>
            ))}
          </SubTable>
          <div className="row">
            <PageButtons paged={list} size="small" />
          </div>
        </>
      )}
    </div>
  );
}

function Refusals({ application }: { application: string }) {
  const it = useInterfaceText();
  const local = useLocal();
  const refusals = useQuery({
    queryKey: ['interfaces', 'refusals', application],
    queryFn: () => fetchApplicationCalls(application, true, undefined),
  }).data?.refusals;
  if (!refusals) return null;
  if (refusals.length === 0) return <p className="quiet">{it('noRefusals')}</p>;
  return (
    <SubTable caption={it('recentRefusals')} heads={[it('reason'), { number: it('count') }]}>
      {refusals.map(({ outcome, text, count }) => (
        <tr key={outcome}>
          <td>
            {local(text)} <small>{outcome}</small>
          </td>
          <td className="number">{formatCount(count)}</td>
        </tr>
      ))}
    </SubTable>
  );
}
