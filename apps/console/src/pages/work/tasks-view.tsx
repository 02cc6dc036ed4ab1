import { getRouteApi } from '@tanstack/react-router';
import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useRef, useState } from 'react';
import { claimTask } from '../../api/work-acts.ts';
import type { TaskListing, WorkFilter } from '../../api/work-tasks.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable } from '../../table/data-table.tsx';
import { useText } from '../../texts/index.ts';
import { BatchDialog } from './batch-dialog.tsx';
import { KeysHelp } from './keys-help.tsx';
import { useSteadyRows } from './steady-rows.ts';
import { useTaskColumns } from './task-columns.tsx';
import { TaskFilters } from './task-filters.tsx';
import { useRowKeys } from './row-keys.ts';
import { useTaskList, WORK_KEY } from './work-list.ts';

const route = getRouteApi('/work');

/** What waits for the officer, worked by keyboard: move, choose, act on the chosen together, open one. */
export function TasksView({ filter }: { filter: WorkFilter }) {
  const t = useText();
  const navigate = route.useNavigate();
  const may = usePermission();
  const opens = may('cases.read');
  const decides = may('cases.decide');
  const list = useTaskList(filter);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [touched, setTouched] = useState({ focus: false, pointer: false });
  const [batch, setBatch] = useState(false);
  const [help, setHelp] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const name = JSON.stringify([filter, list.page]);
  // What was chosen was chosen of another list: a page turned, other filters.
  const [chosenOf, chooseOf] = useState(name);
  if (chosenOf !== name) {
    chooseOf(name);
    choose(new Set());
  }
  const held = chosen.size > 0 || touched.focus || touched.pointer;
  const steady = useSteadyRows({ list: name, items: list.items, isPlaceholder: list.isPlaceholder }, held);
  const rows = steady.rows ?? [];
  const choosable = (row: TaskListing) => row.results.length > 0 && !steady.gone.has(row.id) && !list.isPlaceholder;
  const picked = rows.filter((row) => chosen.has(row.id) && choosable(row));
  const toggle = (row: TaskListing) => {
    if (!choosable(row)) return;
    const next = new Set(chosen);
    if (!next.delete(row.id)) next.add(row.id);
    choose(next);
  };
  const all = rows.filter(choosable).length;
  const toggleAll = () =>
    choose(picked.length === all ? new Set() : new Set(rows.filter(choosable).map(({ id }) => id)));
  const client = useQueryClient();
  const claim = useMutation({
    mutationFn: ({ id, heldBy }: TaskListing) => claimTask(id, heldBy === undefined),
    onSettled: () => void client.invalidateQueries({ queryKey: [WORK_KEY] }),
  });
  const claimable = (row: TaskListing) => row.mine && row.heldBy !== 'other' && !steady.gone.has(row.id);
  const open = ({ caseId }: TaskListing) =>
    void navigate({ to: '/work/$caseId', params: { caseId }, search: filter as object });
  const change = (part: WorkFilter) => void navigate({ search: filled({ ...filter, ...part }), replace: true });
  const cursor = useRowKeys(rows, {
    x: toggle,
    a: toggleAll,
    b: () => picked.length > 0 && setBatch(true),
    c: (row) => claimable(row) && claim.mutate(row),
    r: steady.show,
    '?': () => setHelp(true),
    ...(opens ? { o: open, enter: open } : {}),
  });
  const columns = useTaskColumns({
    opens,
    decides,
    filter,
    gone: steady.gone,
    chosen,
    choosable,
    toggle,
    onRow: cursor.set,
    claim: (row) => (claimable(row) ? () => claim.mutate(row) : undefined),
  });
  return (
    <div
      className="stack-s work-list"
      onFocus={(event) => setTouched({ ...touched, focus: inTable(event.target) })}
      onBlur={() => setTouched({ ...touched, focus: false })}
      onPointerOver={(event) => {
        const pointer = inTable(event.target);
        if (pointer !== touched.pointer) setTouched({ ...touched, pointer });
      }}
      onPointerLeave={() => setTouched({ ...touched, pointer: false })}
    >
      <div ref={bar} tabIndex={-1} className="chosen-bar" data-some={picked.length > 0 ? '' : undefined}>
        {decides ? (
          <>
            <Checkbox
              checked={picked.length > 0 && picked.length === all}
              indeterminate={picked.length > 0 && picked.length < all}
              disabled={all === 0}
              onChange={toggleAll}
            >
              {t('tasks.chooseAll')}
            </Checkbox>
            <span role="status">
              {picked.length > 0 ? (
                <b>{t('tasks.chosen', { count: picked.length })}</b>
              ) : (
                <small>{t('tasks.chooseHint')}</small>
              )}
            </span>
          </>
        ) : null}
        {picked.length > 0 ? (
          <>
            <Button type="primary" size="small" onClick={() => setBatch(true)}>
              {t('tasks.batch')} <kbd>B</kbd>
            </Button>
            <Button size="small" onClick={() => choose(new Set())}>
              {t('tasks.chooseNone')}
            </Button>
          </>
        ) : null}
        <span className="grow" />
        {steady.waiting > 0 ? (
          <Button size="small" onClick={steady.show}>
            {t('tasks.waiting', { count: steady.waiting })} <kbd>R</kbd>
          </Button>
        ) : null}
        <Button size="small" type="text" onClick={() => setHelp(true)}>
          {t('tasks.keys')} <kbd>?</kbd>
        </Button>
      </div>
      {claim.error ? <ErrorNotice error={claim.error} level={3} /> : null}
      <DataTable
        name="tasks"
        wraps
        label={t('work.title')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={steady.rows}
        error={list.error}
        onRetry={list.again}
        empty={{ title: t('work.empty'), text: t('work.emptyText') }}
        narrowed={Boolean(filter.q || filter.light || filter.state || filter.matter || filter.mine)}
        onClear={() => change({ q: '', light: '', state: '', matter: '', mine: '' })}
        onOpen={opens ? open : undefined}
        open={cursor.id}
        paged={list}
        tools={<TaskFilters filter={filter} onChange={change} />}
      />
      <BatchDialog
        open={batch}
        tasks={picked}
        onClose={(left) => {
          setBatch(false);
          if (left) choose(left);
          // The row one came from may be gone: whoever works by keyboard goes on from the bar above the list.
          requestAnimationFrame(() => bar.current?.focus({ preventScroll: true }));
        }}
      />
      <KeysHelp open={help} onClose={() => setHelp(false)} />
    </div>
  );
}

const inTable = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('.ant-table-tbody') !== null;
