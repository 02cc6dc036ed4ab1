import { ErrorNotice, formatInstant } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchProofs, proofGoesOn, PROOFS_PAGE, startProof, type LineProof } from '../../api/reconciliations.ts';
import { usePaged } from '../../data/paged.ts';
import { proofQuery, proofsQuery, RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Waiting } from '../../shell/page.tsx';
import { PageButtons } from '../../table/page-buttons.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/load.css';
import '../../styles/line.css';
import '../../styles/rail.css';
import { ProofFacts } from './proof-facts.tsx';
import { ProofSetting } from './proof-setting.tsx';
import { OutcomeMark } from './outcome.tsx';

/** 对账 of one line: start it, watch it, see what differs, mend it, and have it done by itself. */
export function ProofPanel({ lineId }: { lineId: string }) {
  const t = useText();
  const client = useQueryClient();
  const may = usePermission();
  const [chosen, setChosen] = useState<string>();
  const lines = useQuery(proofsQuery);
  const mine: LineProof | undefined = lines.data?.items.find((line) => line.lineId === lineId);
  const id = chosen ?? mine?.last?.id;
  const query = useQuery({ ...proofQuery(id ?? ''), enabled: id !== undefined });
  const proof = query.data ?? (mine?.last?.id === id ? mine?.last : undefined);
  const start = useMutation({
    mutationFn: () => startProof(lineId),
    onSuccess: ({ id: started }) => {
      setChosen(started);
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  if (lines.error && !lines.data)
    return <ErrorNotice error={lines.error} onRetry={() => void lines.refetch()} level={3} />;
  if (!lines.data) return <Waiting blocks={3} />;
  return (
    <div className="stack">
      <section className="card pad stack">
        <div className="row">
          <h2>{t('proof.title')}</h2>
          <span className="grow" />
          {may('exchange.manage-lines') ? (
            <Button
              type={proof && proof.left > 0 ? 'default' : 'primary'}
              loading={start.isPending}
              disabled={proofGoesOn(proof)}
              onClick={() => start.mutate()}
            >
              {proofGoesOn(proof) ? t('proof.running') : t('proof.start')}
            </Button>
          ) : null}
        </div>
        {start.error ? <ErrorNotice error={start.error} level={3} /> : null}
        {proof ? <ProofFacts key={proof.id} proof={proof} /> : <p>{t('proof.never')}</p>}
        {query.error && !proof ? <ErrorNotice error={query.error} level={3} /> : null}
      </section>
      <ProofSetting lineId={lineId} setting={mine?.setting} nextAt={mine?.nextAt} />
      <History lineId={lineId} shown={id} onChoose={setChosen} />
    </div>
  );
}

type HistoryProps = { lineId: string; shown: string | undefined; onChoose: (id: string) => void };

function History({ lineId, shown, onChoose }: HistoryProps) {
  const t = useText();
  const list = usePaged([RAIL, 'proofs-of', lineId], PROOFS_PAGE, (cursor) => fetchProofs(lineId, cursor));
  if (!list.items || list.items.length === 0) return null;
  return (
    <section className="card pad stack-s">
      <h2>{t('proof.history')}</h2>
      <SubTable
        scrolls={t('proof.history')}
        heads={[
          t('proof.startedAt'),
          t('proof.why'),
          t('proof.outcome'),
          { number: t('proof.missing') },
          { number: t('proof.extra') },
          { number: t('proof.changed') },
          { number: t('proof.mended') },
        ]}
      >
        {list.items.map((one) => (
          <tr key={one.id}>
            <td className="nowrap">
              <button
                type="button"
                className="plain-button"
                aria-pressed={one.id === shown}
                onClick={() => onChoose(one.id)}
              >
                {formatInstant(one.startedAt ?? one.createdAt)}
              </button>
            </td>
            <td>{t(`proof.reasons.${one.reason}`)}</td>
            <td>
              <OutcomeMark proof={one} />
            </td>
            <td className="number">{one.differences.missing}</td>
            <td className="number">{one.differences.extra}</td>
            <td className="number">{one.differences.changed}</td>
            <td className="number">{one.mended}</td>
          </tr>
        ))}
      </SubTable>
      {list.previous || list.next ? (
        <div className="row">
          <PageButtons paged={list} size="small" />
        </div>
      ) : null}
    </section>
  );
}
