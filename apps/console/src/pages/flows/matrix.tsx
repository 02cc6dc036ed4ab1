import { formatCount, useLocal } from '@yiwang/ui';
import type { Flow, Flows } from '../../api/railway.ts';
import { useRailWords } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';
import { shadeOf } from './shade.ts';

export type Measure = 'records' | 'calls';
type Props = { flows: Flows; measure: Measure; onOpen: (cell: Flow) => void };

/** Departments that gave, by departments that received. */
export function Matrix({ flows, measure, onOpen }: Props) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const cells = new Map(flows.cells.map((cell) => [`${cell.from} ${cell.to}`, cell]));
  const sum = (of: (cell: Flow) => boolean) => flows.cells.filter(of).reduce((all, cell) => all + cell[measure], 0);
  const greatest = Math.max(0, ...flows.cells.map((cell) => cell[measure]));
  return (
    <div className="scroll-x matrix-box" tabIndex={0} role="region" aria-label={t('flows.matrix')}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col" className="corner">
              {t('flows.corner')}
            </th>
            {flows.columns.map(({ organisation, name }) => (
              <th key={organisation} scope="col">
                {local(name)}
              </th>
            ))}
            <th scope="col">{t('flows.sum')}</th>
          </tr>
        </thead>
        <tbody>
          {flows.rows.map((row) => (
            <tr key={row.organisation}>
              <th scope="row">{local(row.name)}</th>
              {flows.columns.map((column) => {
                const cell = cells.get(`${row.organisation} ${column.organisation}`);
                const value = cell?.[measure] ?? 0;
                return (
                  <td key={column.organisation} data-shade={shadeOf(value, greatest)}>
                    {cell && (cell.records > 0 || cell.calls > 0) ? (
                      <button
                        type="button"
                        title={formatCount(value)}
                        onClick={() => onOpen(cell)}
                        aria-label={t('flows.cell', {
                          from: local(row.name),
                          to: local(column.name),
                          value: words.short(value),
                          measure: t(`flows.${measure}`),
                        })}
                      >
                        {value > 0 ? words.short(value) : '0'}
                      </button>
                    ) : (
                      <span className="quiet">–</span>
                    )}
                  </td>
                );
              })}
              <td className="sum">{words.short(sum(({ from }) => from === row.organisation))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('flows.sum')}</th>
            {flows.columns.map((column) => (
              <td key={column.organisation} className="sum">
                {words.short(sum(({ to }) => to === column.organisation))}
              </td>
            ))}
            <td className="sum">{words.short(sum(() => true))}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
