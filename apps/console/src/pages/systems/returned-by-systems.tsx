import { formatCount, formatInstant, useLocal, When } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { SYSTEMS } from '../../api/work-systems.ts';
import { fetchReturnedFaults, fetchReturnedSystems, VOLUME_PAGE, type ReturnedFault } from '../../api/work-volumes.ts';
import { usePaged } from '../../data/paged.ts';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useVolumesText } from '../../texts/volumes.ts';

/** 办件回传: how departments' own systems return the cases they handle, and what of it could not be taken. Nothing where none does. */
export function ReturnedBySystems() {
  const t = useVolumesText();
  const local = useLocal();
  const systems = useQuery({ queryKey: [SYSTEMS, 'returned'], queryFn: fetchReturnedSystems });
  const items = systems.data?.items ?? [];
  if (items.length === 0) return <NotLoaded query={systems} />;
  return (
    <>
      <div className="card pad stack-s">
        <h2>{t('systems.title')}</h2>
        <p>{t('systems.lead')}</p>
        <SubTable
          scrolls={t('systems.title')}
          heads={[
            t('systems.system'),
            { number: t('systems.taken') },
            { number: t('systems.faulty') },
            { number: t('systems.share') },
            t('systems.last'),
          ]}
        >
          {items.map((one) => (
            <tr key={one.system}>
              <td>{local(one.systemTitle)}</td>
              <td className="number">{formatCount(one.taken)}</td>
              <td className="number">{formatCount(one.faulty)}</td>
              <td className="number">
                {one.taken + one.faulty === 0 ? '–' : `${((one.taken / (one.taken + one.faulty)) * 100).toFixed(1)}%`}
              </td>
              <td className="nowrap">{one.lastAt ? formatInstant(one.lastAt) : '–'}</td>
            </tr>
          ))}
        </SubTable>
      </div>
      <FaultQueue />
    </>
  );
}

function FaultQueue() {
  const t = useVolumesText();
  const local = useLocal();
  const list = usePaged([SYSTEMS, 'returned-faults'], VOLUME_PAGE, fetchReturnedFaults);
  const columns: Column<ReturnedFault>[] = [
    { key: 'ownNo', title: t('systems.ownNo'), text: ({ ownNo }) => ownNo ?? t('systems.unreadable'), always: true },
    { key: 'system', title: t('systems.system'), text: ({ systemTitle }) => local(systemTitle) },
    {
      key: 'why',
      title: t('systems.why'),
      text: ({ faults }) => faults.map(({ path, message }) => `${path}: ${local(message)}`).join('\n'),
      show: ({ faults }) => (
        <>
          {faults.map(({ path, code, message }) => (
            <div key={`${path} ${code}`}>
              <code>{path}</code> {local(message)}
            </div>
          ))}
        </>
      ),
    },
    { key: 'times', title: t('systems.times'), text: ({ times }) => String(times), number: true },
    { key: 'at', title: t('systems.at'), text: ({ at }) => formatInstant(at), show: ({ at }) => <When at={at} /> },
  ];
  return (
    <>
      <div className="stack-s">
        <h2>{t('systems.queue')}</h2>
        <p>{t('systems.queueLead')}</p>
      </div>
      <DataTable
        name="returned-faults"
        label={t('systems.queue')}
        columns={columns}
        rowKey={({ system, ownNo }) => `${system} ${ownNo ?? ''}`}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('systems.none'), text: t('systems.noneText') }}
        paged={list}
      />
    </>
  );
}
