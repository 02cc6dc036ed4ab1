import { readPreference, useLocal, writePreference } from '@yiwang/ui';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { WhoCame, WindowPlace } from '../../api/window.ts';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useWindowText } from '../../texts/window.ts';
import { windowPlacesQuery } from './queries.ts';

/** The desk, not the officer, sits at a window: it stays chosen on this device. */
const CHOSEN = 'yiwang.window-place';
const keyOf = ({ point, window }: WindowPlace): string => JSON.stringify([point, window]);

export type Place = {
  query: UseQueryResult<unknown>;
  options: WindowPlace[];
  chosen: WindowPlace | undefined;
  choose: (key: string) => void;
  /** Still to be chosen, or not known yet. */
  isMissing: boolean;
  /** What is sent of it. */
  told: Pick<WhoCame, 'place'>;
};

/** At which window of which service point this desk is. */
export function usePlace(): Place {
  const query = useQuery(windowPlacesQuery);
  const [kept, setKept] = useState(() => readPreference(CHOSEN));
  const options = query.data?.items ?? [];
  const chosen = options.length === 1 ? options[0] : options.find((one) => keyOf(one) === kept);
  return {
    query,
    options,
    chosen,
    choose(key) {
      writePreference(CHOSEN, key);
      setKept(key);
    },
    isMissing: query.data === undefined || (options.length > 1 && !chosen),
    told: chosen ? { place: { point: chosen.point, window: chosen.window } } : {},
  };
}

/** Named on the receipt; nothing where the office has no window. */
export function PlaceField({ place, fault }: { place: Place; fault: string | undefined }) {
  const t = useWindowText();
  const local = useLocal();
  const { query, options, chosen, choose } = place;
  const title = (one: WindowPlace): string =>
    t('placeName', { point: local(one.pointName), window: one.window, name: local(one.windowName) });
  if (options.length === 0) return <NotLoaded query={query} />;
  return (
    <Field label={t('place')} hint={t('placeHint')} fault={fault} required>
      {(described) =>
        options.length === 1 && chosen ? (
          <span {...described}>{title(chosen)}</span>
        ) : (
          <SelectBox
            {...described}
            label={t('place')}
            width="100%"
            search
            value={chosen ? keyOf(chosen) : ''}
            onChange={choose}
            options={[
              ...(chosen ? [] : [{ value: '', label: t('placeNone') }]),
              ...options.map((one) => ({ value: keyOf(one), label: title(one) })),
            ]}
          />
        )
      }
    </Field>
  );
}
