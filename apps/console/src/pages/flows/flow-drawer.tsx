import { formatCount, formatShare, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Flow, Flows } from '../../api/railway.ts';
import { mapQuery } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { StateMark } from '../../rail/line-state.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';

type Props = { flows: Flows; cell: Flow | undefined; onClose: () => void };

/** What is behind one cell: its figures, the giver's lines that bring the data, and where the calls are listed. */
export function FlowDrawer({ flows, cell, onClose }: Props) {
  const t = useText();
  const local = useLocal();
  const nameOf = (id: string | undefined) =>
    local([...flows.rows, ...flows.columns].find(({ organisation }) => organisation === id)?.name) || id || '';
  const title = cell ? t('flows.cellTitle', { from: nameOf(cell.from), to: nameOf(cell.to) }) : t('flows.title');
  return (
    <DetailDrawer
      detail={{ id: cell ? `${cell.from}.${cell.to}` : undefined, shown: cell, error: null, onRetry: onClose, onClose }}
      title={title}
    >
      {(shown) => <Behind cell={shown} flows={flows} giver={nameOf(shown.from)} receiver={nameOf(shown.to)} />}
    </DetailDrawer>
  );
}

function Behind({ cell, flows, giver, receiver }: { cell: Flow; flows: Flows; giver: string; receiver: string }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const map = useQuery(mapQuery).data;
  const lines = map?.departments
    .find(({ organisation }) => organisation === cell.from)
    ?.systems.flatMap((system) => system.lines);
  const share = (key: 'records' | 'calls', of: (one: Flow) => boolean) => {
    const all = flows.cells.filter(of).reduce((sum, one) => sum + one[key], 0);
    return all === 0 ? '–' : formatShare(cell[key] / all);
  };
  return (
    <div className="stack">
      <SubTable
        heads={[
          t('flows.measure'),
          { number: t('flows.count') },
          { number: t('flows.shareOfGiver') },
          { number: t('flows.shareOfReceiver') },
        ]}
      >
        {(['records', 'calls'] as const).map((key) => (
          <tr key={key}>
            <td>{t(`flows.${key}`)}</td>
            <td className="number">{formatCount(cell[key])}</td>
            <td className="number">{share(key, ({ from }) => from === cell.from)}</td>
            <td className="number">{share(key, ({ to }) => to === cell.to)}</td>
          </tr>
        ))}
      </SubTable>
      <section className="stack-s">
        <h3>{t('flows.lines', { office: giver })}</h3>
        {lines && lines.length > 0 ? (
          <SubTable
            heads={[t('railway.columns.line'), t('railway.columns.state'), { number: t('railway.columns.hour') }]}
          >
            {lines.map((line) => (
              <tr key={line.id}>
                <td>
                  <Link to="/lines/$lineId" params={{ lineId: line.id }}>
                    {local(line.resourceTitle)}
                  </Link>
                </td>
                <td>
                  <StateMark state={line.state} />
                </td>
                <td className="number">{formatCount(line.rowsLastHour)}</td>
              </tr>
            ))}
          </SubTable>
        ) : (
          <p className="quiet">{t('flows.noLines')}</p>
        )}
      </section>
      {cell.calls > 0 && may('interfaces.read') ? (
        <p>
          <Link to="/interfaces">{t('flows.toInterfaces', { office: receiver })}</Link>
        </p>
      ) : null}
    </div>
  );
}
