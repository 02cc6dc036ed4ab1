import { ApiProblem, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { mendQuarantined, openQuarantined, type Quarantined, type QuarantinedRow } from '../../api/quarantine.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { Field } from '../../rail/field.tsx';
import { Purpose } from '../../rail/purpose.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';

type Props = {
  id: string | undefined;
  known: Quarantined | undefined;
  columnOf: (item: string) => string | undefined;
  onClose: () => void;
};

/** One row in quarantine: why it is there, then with a purpose its values, to be mended and taken in at once. */
export function QuarantineDrawer({ id, known, columnOf, onClose }: Props) {
  const t = useText();
  const local = useLocal();
  const look = useMutation({ mutationFn: (purpose: string) => openQuarantined(id ?? '', purpose) });
  const row = look.data ?? known;
  return (
    <DetailDrawer detail={{ id, shown: id, error: null, onRetry: onClose, onClose }} title={t('quarantine.one')}>
      {() => (
        <div className="stack">
          {row ? (
            <>
              <p className="quiet">
                {t(`quarantine.ops.${row.op}`)} · {formatInstant(row.at, { seconds: true })}
                {row.rowNo === undefined ? '' : ` · ${t('quarantine.rowNo', { row: row.rowNo })}`}
              </p>
              <div className="fault-box" data-tone="amber">
                <h3>{t('loads.reasons')}</h3>
                <ul>
                  {row.reasons.map(({ item, itemTitle, code, text }) => (
                    <li key={`${item ?? ''} ${code}`}>
                      {item ? t('loads.reasonOf', { item: local(itemTitle) || item, text: local(text) }) : local(text)}
                    </li>
                  ))}
                </ul>
              </div>
            </>
          ) : null}
          {look.data ? (
            <Mend row={look.data} columnOf={columnOf} onDone={onClose} />
          ) : (
            <Purpose busy={look.isPending} error={look.error} onOpen={(purpose) => look.mutate(purpose)} />
          )}
        </div>
      )}
    </DetailDrawer>
  );
}

type MendProps = { row: QuarantinedRow; columnOf: (item: string) => string | undefined; onDone: () => void };

function Mend({ row, columnOf, onDone }: MendProps) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const [values, setValues] = useState(row.values);
  const changed = Object.fromEntries(Object.entries(values).filter(([column, value]) => value !== row.values[column]));
  const mend = useMutation({
    mutationFn: () => mendQuarantined(row.id, Object.keys(changed).length > 0 ? changed : undefined),
    onSuccess: () => client.invalidateQueries({ queryKey: [RAIL] }),
  });
  const faults = new Map(
    row.reasons.flatMap(({ item, text }) => {
      const column = item ? columnOf(item) : undefined;
      return column && changed[column] === undefined ? [[column, local(text)] as const] : [];
    }),
  );
  if (mend.error instanceof ApiProblem)
    for (const { pointer, detail } of mend.error.errors)
      faults.set(decodeURIComponent(pointer.split('/').pop() ?? ''), detail);
  const editable = row.state === 'kept';
  if (mend.data)
    return (
      <div className="decided" role="status">
        <h2>{t('quarantine.mended')}</h2>
        <p>{t('quarantine.mendedText')}</p>
        <div>
          <Button onClick={onDone}>{t('quarantine.close')}</Button>
        </div>
      </div>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (editable) mend.mutate();
      }}
    >
      <section className="stack-s">
        <h3>{t('quarantine.values')}</h3>
        {editable ? <small>{t('quarantine.valuesHint')}</small> : null}
        {Object.entries(values).map(([column, value]) => (
          <Field key={column} label={column} fault={faults.get(column)}>
            {(described) => (
              <span className="value-row">
                <Input
                  {...described}
                  value={value ?? ''}
                  disabled={value === null}
                  readOnly={!editable}
                  status={faults.has(column) ? 'error' : ''}
                  onChange={(event) => setValues({ ...values, [column]: event.target.value })}
                />
                <Checkbox
                  checked={value === null}
                  disabled={!editable}
                  aria-label={t('quarantine.noValueOf', { column })}
                  onChange={({ target }) =>
                    setValues({ ...values, [column]: target.checked ? null : (row.values[column] ?? '') })
                  }
                >
                  {t('quarantine.noValue')}
                </Checkbox>
              </span>
            )}
          </Field>
        ))}
      </section>
      {row.bytes === undefined ? null : (
        <details className="inputs-fold">
          <summary>{t('quarantine.asItCame')}</summary>
          <pre className="code-box">{row.bytes}</pre>
        </details>
      )}
      {mend.error ? <ErrorNotice error={mend.error} level={3} kept={t('quarantine.kept')} /> : null}
      {editable ? (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={mend.isPending}>
            {t('quarantine.mend')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
