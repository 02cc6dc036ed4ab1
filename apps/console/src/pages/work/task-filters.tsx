import { fetchMatters, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { LIGHTS, type WorkFilter } from '../../api/work-tasks.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';

const STATES = ['open', 'done', 'failed'] as const;

/** Search and filters of the work list; all of them stand in the address. */
export function TaskFilters({ filter, onChange }: { filter: WorkFilter; onChange: (part: WorkFilter) => void }) {
  const t = useText();
  const local = useLocal();
  const matters = useQuery({ queryKey: ['matters-names'], queryFn: () => fetchMatters(''), staleTime: 600_000 });
  const named = matters.data?.items ?? [];
  const known = filter.matter && !named.some(({ id }) => id === filter.matter) ? [filter.matter] : [];
  return (
    <>
      <SearchBox value={filter.q ?? ''} label={t('work.search')} onSearch={(q) => onChange({ q })} />
      <SelectBox
        label={t('tasks.stateFilter')}
        width={160}
        value={filter.state ?? 'open'}
        onChange={(state) => onChange({ state: state === 'open' ? '' : state })}
        options={STATES.map((value) => ({ value, label: t(`tasks.states.${value}`) }))}
      />
      <SelectBox
        label={t('work.lightFilter')}
        width={136}
        value={filter.light ?? ''}
        onChange={(light) => onChange({ light })}
        options={[
          { value: '', label: t('work.anyLight') },
          ...[...LIGHTS].reverse().map((value) => ({ value, label: t(`tasks.lights.${value}`) })),
        ]}
      />
      <SelectBox
        label={t('tasks.matterFilter')}
        width={180}
        search
        value={filter.matter ?? ''}
        onChange={(matter) => onChange({ matter })}
        options={[
          { value: '', label: t('tasks.anyMatter') },
          ...known.map((value) => ({ value, label: value })),
          ...named.map(({ id, title }) => ({ value: id, label: local(title) })),
        ]}
      />
      <Button
        type={filter.mine ? 'primary' : 'default'}
        aria-pressed={Boolean(filter.mine)}
        onClick={() => onChange({ mine: filter.mine ? '' : '1' })}
      >
        {t('tasks.mine')}
      </Button>
    </>
  );
}
