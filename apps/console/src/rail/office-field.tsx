import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { organisationsQuery } from '../data/queries.ts';
import { useText } from '../texts/index.ts';
import { Field } from './field.tsx';
import { NotLoaded } from './not-loaded.tsx';
import { SelectBox } from './select-box.tsx';

type Props = {
  label: string;
  value: string;
  onChange: (organisation: string) => void;
  fault?: string | undefined;
  /** One that cannot be chosen: one's own. */
  except?: string | undefined;
};

/** Chooses an organisation of the city by its name. */
export function OfficeField({ label, value, onChange, fault, except }: Props) {
  const t = useText();
  const local = useLocal();
  const query = useQuery(organisationsQuery);
  const offices = query.data?.items ?? [];
  // Nothing to choose from: why, and again, in the place of an empty list.
  if (query.error && !query.data) return <NotLoaded query={query} />;
  return (
    <Field label={label} required fault={fault}>
      {(described) => (
        <SelectBox
          {...described}
          label={label}
          value={value}
          width="100%"
          search
          onChange={onChange}
          options={[
            ...(value ? [] : [{ value: '', label: t('form.choose') }]),
            ...offices
              .filter((office) => office.id !== except)
              .map((office) => ({ value: office.id, label: local(office.name) })),
          ]}
        />
      )}
    </Field>
  );
}
