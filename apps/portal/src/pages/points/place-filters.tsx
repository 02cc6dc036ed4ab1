import { fetchDivisions, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { usePointsText } from '../../texts/points.ts';

type Place = { code: string; name: { zh: string; en: string } };
type Chosen = { county?: string; town?: string; open?: string };

/** The city's districts and counties. */
const useCounties = () =>
  useQuery({
    queryKey: ['divisions', 'counties'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { items } = await fetchDivisions();
      const below = await Promise.all(items.map(({ code }) => fetchDivisions(code)));
      return below.flatMap((one) => one.items);
    },
  });

type PlaceSelectProps = {
  label: string;
  any: string;
  places: readonly Place[] | undefined;
  value: string | undefined;
  onChange: (code: string) => void;
};

function PlaceSelect({ label, any, places, value, onChange }: PlaceSelectProps) {
  const id = useId();
  const local = useLocal();
  return (
    <label htmlFor={id}>
      {label}
      <select id={id} value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
        <option value="">{any}</option>
        {places?.map(({ code, name }) => (
          <option key={code} value={code}>
            {local(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** In which district or county one is. */
export function CountySelect({ any, ...rest }: Pick<PlaceSelectProps, 'label' | 'any' | 'value' | 'onChange'>) {
  const { data } = useCounties();
  return <PlaceSelect {...rest} any={any} places={data} />;
}

/** The city's districts and counties, then the towns of the one chosen; open ones only. */
export function PlaceFilters({ search, change }: { search: Chosen; change: (part: Chosen) => void }) {
  const t = usePointsText();
  const id = useId();
  const towns = useQuery({
    queryKey: ['divisions', search.county],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: search.county !== undefined,
    queryFn: () => fetchDivisions(search.county),
  });
  return (
    <div className="point-filters">
      <CountySelect
        label={t('division')}
        any={t('anyDivision')}
        value={search.county}
        onChange={(county) => change({ county, town: '' })}
      />
      {search.county && (towns.data?.items.length ?? 0) > 0 ? (
        <PlaceSelect
          label={t('town')}
          any={t('anyTown')}
          places={towns.data?.items}
          value={search.town}
          onChange={(town) => change({ town })}
        />
      ) : null}
      <label className="point-open" htmlFor={`${id}-open`}>
        <input
          id={`${id}-open`}
          type="checkbox"
          checked={search.open !== undefined}
          onChange={(event) => change({ open: event.target.checked ? '1' : '' })}
        />
        {t('openOnly')}
      </label>
    </div>
  );
}
