import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { addResponsibility, changeResponsibility, type Responsibility } from '../../api/entries.ts';
import { resourcesQuery } from '../../data/queries.ts';
import { Both, filled, NO_TEXT } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { OfficeField } from '../../rail/office-field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/flows.css';
import '../../styles/islands.css';
import '../../styles/line.css';
import { CATALOGUE } from '../catalogue/queries.ts';

type Props = { line: Responsibility | undefined; onClose: () => void };

/** The authority writes a line of the list: who, what, by when, on what ground. */
export function ResponsibilityDrawer({ line, onClose }: Props) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const resources = useQuery(resourcesQuery('')).data?.items ?? [];
  const [provider, setProvider] = useState(line?.provider ?? '');
  const [title, setTitle] = useState(line?.title ?? NO_TEXT);
  const [dueOn, setDueOn] = useState(line?.dueOn ?? '');
  const [resource, setResource] = useState(line?.resource ?? '');
  const [basis, setBasis] = useState(line?.basis ?? NO_TEXT);
  const [checked, setChecked] = useState(false);
  const name = filled(title);
  const ready = provider !== '' && name !== undefined && dueOn !== '';
  const save = useMutation({
    mutationFn: async () => {
      const ground = filled(basis);
      const body = {
        provider,
        title: name ?? title,
        dueOn,
        ...(resource ? { resource } : {}),
        ...(ground ? { basis: ground } : {}),
      };
      await (line ? changeResponsibility(line.id, { ...body, version: line.version }) : addResponsibility(body));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [CATALOGUE] });
      onClose();
    },
  });
  const required = (there: boolean) => (checked && !there ? t('form.required') : undefined);
  return (
    <DetailDrawer
      detail={{ id: 'line', shown: true, error: null, onRetry: onClose, onClose }}
      title={line ? t('responsibilities.editTitle') : t('responsibilities.addTitle')}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            setChecked(true);
            if (ready) save.mutate();
          }}
        >
          <OfficeField
            label={t('responsibilities.department')}
            value={provider}
            onChange={setProvider}
            fault={required(provider !== '')}
          />
          <Both
            label={t('responsibilities.line')}
            value={title}
            onChange={setTitle}
            fault={required(name !== undefined)}
            required
          />
          <Field label={t('responsibilities.dueOn')} required fault={required(dueOn !== '')}>
            {(described) => (
              <input
                {...described}
                type="date"
                className="day"
                value={dueOn}
                onChange={(event) => setDueOn(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('responsibilities.resource')} hint={t('responsibilities.resourceHint')}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('responsibilities.resource')}
                value={resource}
                width="100%"
                search
                onChange={setResource}
                options={[
                  { value: '', label: t('responsibilities.none') },
                  ...resources
                    .filter((one) => provider === '' || one.provider === provider)
                    .map((one) => ({ value: one.id, label: local(one.title) })),
                ]}
              />
            )}
          </Field>
          <Both label={t('responsibilities.basis')} value={basis} onChange={setBasis} />
          {save.error ? <ErrorNotice error={save.error} level={3} /> : null}
          <div className="row">
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('responsibilities.save')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
