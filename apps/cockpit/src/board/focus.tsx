import { useLocal } from '@yiwang/ui';
import type { Figure } from '../api/boards.ts';
import { useText } from '../texts/index.ts';
import { CityMap } from './city-map.tsx';
import { TrendChart } from './trend-chart.tsx';

type Props = { figures: readonly Figure[]; shown: Figure | undefined; onShow: (indicator: string) => void };

/** The figure that is looked at more closely: where and when. */
export function Focus({ figures, shown, onShow }: Props) {
  const t = useText();
  const local = useLocal();
  const chooser =
    figures.length > 1 ? (
      <label className="chooser">
        <span>{t('map.which')}</span>
        <select value={shown?.indicator ?? ''} onChange={(event) => onShow(event.target.value)}>
          {figures.map(({ indicator, title }) => (
            <option key={indicator} value={indicator}>
              {local(title)}
            </option>
          ))}
        </select>
      </label>
    ) : null;
  return (
    <div className="focus">
      <CityMap figure={shown} chooser={chooser} />
      {shown ? <TrendChart figure={shown} /> : null}
    </div>
  );
}
