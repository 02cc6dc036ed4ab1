import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import {
  dropQuarantined,
  fetchQuarantine,
  QUARANTINE_PAGE,
  replayQuarantine,
  type Quarantined,
} from '../../api/quarantine.ts';
import type { LineDetail } from '../../api/railway.ts';
import { usePaged } from '../../data/paged.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { QuarantineDrawer } from './quarantine-drawer.tsx';

const STATES = ['kept', 'replayed', 'superseded', 'dropped'] as const;
const TONES = { kept: 'amber', replayed: 'green', superseded: 'grey', dropped: 'grey' } as const;
type Filter = { state?: string; reason?: string; open?: string };
type Props = { line: LineDetail; filter: Filter; onFilter: (filter: Filter) => void };

/** 隔离区: rows that could not be taken, why, and what mends them: values, a mended code table, or a decision to let them go. */
export function QuarantineTab({ line, filter, onFilter }: Props) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [dropping, setDropping] = useState(false);
  const [why, setWhy] = useState('');
  const state = filter.state ?? 'kept';
  const list = usePaged([RAIL, 'quarantine', line.id, state, filter.reason ?? ''], QUARANTINE_PAGE, (cursor) =>
    fetchQuarantine(line.id, state, filter.reason, cursor),
  );
  // The first page of all reasons counts each of them, whatever is shown below.
  const { data: counted } = useQuery({
    queryKey: [RAIL, 'quarantine-reasons', line.id, state],
    queryFn: () => fetchQuarantine(line.id, state, undefined, undefined),
  });
  const again = () => client.invalidateQueries({ queryKey: [RAIL] });
  const replay = useMutation({ mutationFn: () => replayQuarantine(line.id, filter.reason), onSuccess: again });
  const drop = useMutation({
    mutationFn: () => dropQuarantined(line.id, [...picked], why.trim()),
    onSuccess: () => {
      setDropping(false);
      setPicked(new Set());
      setWhy('');
      return again();
    },
  });
  const manages = may('exchange.manage-lines');
  const reasons = counted?.reasons ?? [];
  const shown = list.items?.find(({ id }) => id === filter.open);
  const columns = useColumns({
    open: (id) => onFilter({ open: id }),
    ...(manages && state === 'kept' ? { picked, onPick: setPicked } : {}),
    mayOpen: may('exchange.read-rejected-rows'),
  });
  return (
    <div className="stack">
      <p className="quiet">{t('quarantine.lead')}</p>
      {replay.data ? (
        <div className="fault-box" data-tone="green" role="status">
          <p>{t('quarantine.replaying', { count: replay.data.waiting, rows: formatCount(replay.data.waiting) })}</p>
        </div>
      ) : null}
      {replay.error ? <ErrorNotice error={replay.error} level={3} /> : null}
      <DataTable
        name="quarantine"
        label={t('quarantine.title')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={list.items}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('quarantine.empty'), text: t('quarantine.emptyText') }}
        narrowed={filter.reason !== undefined || state !== 'kept'}
        onClear={() => onFilter({ state: '', reason: '' })}
        open={filter.open}
        paged={list}
        tools={
          <>
            <SelectBox
              label={t('quarantine.stateFilter')}
              value={state}
              width={120}
              onChange={(value) => onFilter({ state: value === 'kept' ? '' : value, reason: '' })}
              options={STATES.map((value) => ({ value, label: t(`quarantine.states.${value}`) }))}
            />
            <SelectBox
              label={t('loads.reasonFilter')}
              value={filter.reason ?? ''}
              width={280}
              onChange={(reason) => onFilter({ reason })}
              options={[
                { value: '', label: t('loads.anyReason') },
                ...reasons.map(({ code, text, count }) => ({
                  value: code,
                  label: t('loads.reasonOption', { text: local(text), count }),
                })),
              ]}
            />
            {manages && state === 'kept' ? (
              <>
                <Button
                  loading={replay.isPending}
                  disabled={!list.items || list.items.length === 0}
                  onClick={() => replay.mutate()}
                >
                  {filter.reason ? t('quarantine.replayReason') : t('quarantine.replay')}
                </Button>
                <Button
                  danger
                  disabled={picked.size === 0}
                  onClick={() => {
                    drop.reset();
                    setDropping(true);
                  }}
                >
                  {t('quarantine.drop', { count: picked.size })}
                </Button>
              </>
            ) : null}
          </>
        }
      />
      <QuarantineDrawer
        key={filter.open ?? ''}
        id={filter.open}
        known={shown}
        onClose={() => onFilter({ open: '' })}
        columnOf={(item) => line.mapping.find((one) => one.item === item)?.column}
      />
      <Confirm
        open={dropping}
        title={t('quarantine.dropTitle', { count: picked.size })}
        act={t('quarantine.dropAct')}
        danger
        busy={drop.isPending}
        error={drop.error}
        disabled={why.trim().length < 2}
        onAct={() => drop.mutate()}
        onClose={() => setDropping(false)}
      >
        <p>{t('quarantine.dropText')}</p>
        <Field label={t('quarantine.why')} required>
          {(described) => (
            <Input {...described} value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
          )}
        </Field>
      </Confirm>
    </div>
  );
}

type Picking = {
  open: (id: string) => void;
  mayOpen: boolean;
  picked?: ReadonlySet<string>;
  onPick?: (picked: ReadonlySet<string>) => void;
};

function useColumns({ open, mayOpen, picked, onPick }: Picking): Column<Quarantined>[] {
  const t = useText();
  const local = useLocal();
  const why = ({ reasons }: Quarantined) =>
    reasons.map(({ item, itemTitle, text }) =>
      item ? t('loads.reasonOf', { item: local(itemTitle) || item, text: local(text) }) : local(text),
    );
  return [
    ...(picked && onPick
      ? [
          {
            key: 'pick',
            title: t('quarantine.pick'),
            text: () => '',
            show: ({ id, at }: Quarantined) => (
              <Checkbox
                aria-label={t('quarantine.pickRow', { at: formatInstant(at, { seconds: true }) })}
                checked={picked.has(id)}
                onChange={({ target }) => {
                  const next = new Set(picked);
                  if (target.checked) next.add(id);
                  else next.delete(id);
                  onPick(next);
                }}
              />
            ),
            always: true,
            width: 64,
          },
        ]
      : []),
    {
      key: 'at',
      title: t('quarantine.at'),
      text: ({ at }) => formatInstant(at, { seconds: true }),
      show: ({ id, at }) =>
        mayOpen ? (
          <OpenButton onOpen={() => open(id)}>{formatInstant(at, { seconds: true })}</OpenButton>
        ) : (
          formatInstant(at, { seconds: true })
        ),
      always: true,
      width: 180,
    },
    { key: 'op', title: t('quarantine.op'), text: ({ op }) => t(`quarantine.ops.${op}`), width: 110 },
    {
      key: 'rowNo',
      title: t('loads.rowNo'),
      text: ({ rowNo }) => (rowNo === undefined ? '–' : formatCount(rowNo)),
      number: true,
      width: 100,
    },
    {
      key: 'reasons',
      title: t('loads.reasons'),
      text: (row) => why(row).join('; '),
      show: (row) => (
        <ul>
          {why(row).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ),
      always: true,
    },
    {
      key: 'state',
      title: t('quarantine.state'),
      text: ({ state }) => t(`quarantine.states.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`quarantine.states.${state}`)}</Tag>,
      width: 110,
    },
  ];
}
