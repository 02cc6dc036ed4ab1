import { useLocal } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { beginMatter, fetchBasic, LEVELS } from '../../api/matters.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { MATTERS } from './queries.ts';

type Props = {
  /** The matter of the level above, where one is inherited; a code of the basic list, where its list is written. */
  inherits?: string;
  basic?: string;
  onClose: () => void;
};

/** Asks of which basic matter and by whom, then opens the draft. */
export function NewMatter({ inherits, basic: given, onClose }: Props) {
  const t = useMattersText();
  const local = useLocal();
  const navigate = useNavigate();
  const { staff } = useSession();
  const [basic, setBasic] = useState(given ?? '');
  const [organisation, setOrganisation] = useState(inherits ? '' : (staff?.organisation ?? ''));
  const [useLevel, setLevel] = useState(inherits ? '4' : '3');
  const list = useQuery({ queryKey: [MATTERS, 'basic'], queryFn: () => fetchBasic({}), enabled: !inherits });
  const organisations = useQuery(organisationsQuery);
  const begin = useMutation({
    mutationFn: () =>
      beginMatter({
        ...(inherits ? { inherits } : {}),
        ...(basic ? { basic } : {}),
        ...(organisation ? { organisation } : {}),
        useLevel,
      }),
    onSuccess: ({ matter }) =>
      navigate({ to: '/matters/$matterId', params: { matterId: matter }, search: { tab: 'work' } }),
  });
  return (
    <Confirm
      open
      title={inherits ? t('steps.inherit') : t('list.add')}
      act={inherits ? t('steps.inherit') : t('list.add')}
      busy={begin.isPending}
      error={begin.error}
      disabled={organisation === ''}
      onAct={() => begin.mutate()}
      onClose={onClose}
    >
      {inherits ? <p>{t('steps.confirm.inherit')}</p> : null}
      <NotLoaded query={list} />
      <NotLoaded query={organisations} />
      {inherits ? null : (
        <Field label={t('basic.title')}>
          {(described) => (
            <SelectBox
              {...described}
              label={t('basic.title')}
              value={basic}
              width="100%"
              search
              onChange={setBasic}
              options={[
                { value: '', label: t('none') },
                ...(list.data?.items ?? []).map(({ code, title }) => ({
                  value: code,
                  label: `${local(title)} ${code}`,
                })),
              ]}
            />
          )}
        </Field>
      )}
      <Field label={inherits ? t('steps.inheritWho') : t('el.organisation')} required>
        {(described) => (
          <SelectBox
            {...described}
            label={t('el.organisation')}
            value={organisation}
            width="100%"
            search
            onChange={setOrganisation}
            options={(organisations.data?.items ?? []).map((one) => ({ value: one.id, label: local(one.name) }))}
          />
        )}
      </Field>
      <Field label={t('list.level')}>
        {(described) => (
          <SelectBox
            {...described}
            label={t('list.level')}
            value={useLevel}
            width="100%"
            onChange={setLevel}
            options={LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
          />
        )}
      </Field>
    </Confirm>
  );
}
