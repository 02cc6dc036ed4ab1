import { ErrorNotice, fetchDivisions, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { changeSelf, type SelfNode } from '../../api/nodes.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { Both, filled } from '../../rail/both.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { OfficeField } from '../../rail/office-field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { useText } from '../../texts/index.ts';

/** Nodes are of a city or of a district. */
async function citiesAndDistricts() {
  const { items: cities } = await fetchDivisions();
  const below = await Promise.all(cities.map(({ code }) => fetchDivisions(code)));
  return [...cities, ...below.flatMap(({ items }) => items)];
}

/** How other nodes know this one: its name, whose data it holds, who runs it, and where it is reached. */
export function SelfDrawer({ self, onClose }: { self: SelfNode; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const divisions = useQuery({ queryKey: ['divisions'], queryFn: citiesAndDistricts });
  const [name, setName] = useState(self.name);
  const [division, setDivision] = useState(self.division);
  const [organisation, setOrganisation] = useState(self.organisation);
  const [url, setUrl] = useState(self.url);
  const named = filled(name);
  const send = useMutation({
    mutationFn: () => changeSelf({ name: named ?? name, division, organisation, url: url.trim() }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  const places = divisions.data ?? [{ code: self.division, name: self.divisionName }];
  return (
    <DetailDrawer
      detail={{ id: 'self', shown: self, error: null, onRetry: onClose, onClose }}
      title={t('nodes.selfTitle')}
    >
      {() => (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (named) send.mutate();
          }}
        >
          <p className="quiet">{t('nodes.selfText')}</p>
          <Both label={t('nodes.selfName')} value={name} onChange={setName} required />
          <NotLoaded query={divisions} />
          <Field label={t('nodes.selfDivision')} required>
            {(described) => (
              <SelectBox
                {...described}
                label={t('nodes.selfDivision')}
                value={division}
                width="100%"
                search
                onChange={setDivision}
                options={places.map((one) => ({ value: one.code, label: `${local(one.name)} ${one.code}` }))}
              />
            )}
          </Field>
          <OfficeField label={t('nodes.selfOrganisation')} value={organisation} onChange={setOrganisation} />
          <Field label={t('nodes.address')} hint={t('nodes.selfAddressHint')} required>
            {(described) => (
              <Input
                {...described}
                type="url"
                value={url}
                maxLength={500}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
          {send.error ? <ErrorNotice error={send.error} level={3} kept={t('form.kept')} /> : null}
          <div className="row">
            <Button
              type="primary"
              htmlType="submit"
              loading={send.isPending}
              disabled={!named || url.trim() === '' || organisation === ''}
            >
              {t('nodes.selfSave')}
            </Button>
          </div>
        </form>
      )}
    </DetailDrawer>
  );
}
