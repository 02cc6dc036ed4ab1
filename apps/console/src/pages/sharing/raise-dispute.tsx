import { useLocal, type LocalText } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { fetchChoices, raiseDispute, SHARING, type Named } from '../../api/sharing.ts';
import { usePermission, useSession } from '../../data/session.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { NotLoaded } from '../../rail/not-loaded.tsx';
import { OfficeField } from '../../rail/office-field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { useSharingText } from '../../texts/sharing.ts';

/** What a dispute is about when somebody comes from it, and who the other side is. */
export type Subject = { kind: 'request' | 'grant' | 'delivery'; id: string; title: LocalText; against: Named };

/** The dialog in which a department raises a dispute: about what it came from, or about a resource that it names. */
export function RaiseDialog({ about, onClose }: { about?: Subject; onClose: () => void }) {
  const t = useSharingText();
  const local = useLocal();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { staff } = useSession();
  const resources = useQuery({ queryKey: [SHARING, 'choices'], queryFn: fetchChoices, enabled: !about });
  const [against, setAgainst] = useState(about?.against.id ?? '');
  const [resource, setResource] = useState('');
  const [text, setText] = useState('');
  const [checked, setChecked] = useState(false);
  const written = text.trim().length >= 4;
  const ready = against !== '' && (about !== undefined || resource !== '') && written;
  const send = useMutation({
    mutationFn: () =>
      raiseDispute({
        against,
        about: about ? { kind: about.kind, id: about.id } : { kind: 'resource', id: resource },
        text: text.trim(),
      }),
    onSuccess: async ({ id }) => {
      onClose();
      await client.invalidateQueries({ queryKey: [SHARING] });
      if (about) await navigate({ to: '/sharing/disputes', search: { open: id } });
    },
  });
  const required = (there: string) => (checked && !there ? t('required') : undefined);
  return (
    <Confirm
      open
      title={t('disputes.add')}
      act={t('disputes.add')}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => {
        setChecked(true);
        if (ready) send.mutate();
      }}
    >
      {about ? (
        <p>
          {t('disputes.aboutOf', {
            kind: t(`disputes.kinds.${about.kind}`),
            title: local(about.title),
            against: local(about.against.title),
          })}
        </p>
      ) : (
        <>
          <OfficeField
            label={t('disputes.against')}
            value={against}
            onChange={setAgainst}
            fault={required(against)}
            except={staff?.organisation}
          />
          <NotLoaded query={resources} />
          <Field label={t('disputes.resource')} required fault={required(resource)}>
            {(described) => (
              <SelectBox
                {...described}
                label={t('disputes.resource')}
                value={resource}
                width="100%"
                search
                onChange={setResource}
                options={[
                  ...(resource ? [] : [{ value: '', label: t('form.choose') }]),
                  ...(resources.data?.items ?? []).map((one) => ({ value: one.id, label: local(one.title) })),
                ]}
              />
            )}
          </Field>
        </>
      )}
      <Written
        label={t('disputes.text')}
        value={text}
        onChange={setText}
        fault={checked && !written ? t('required4') : undefined}
      />
    </Confirm>
  );
}

/** The way from a request, a grant or a delivery to a dispute about it, for a department that has a part in it. */
export function RaiseDispute({ about }: { about: Subject | undefined }) {
  const t = useSharingText();
  const may = usePermission();
  const [open, setOpen] = useState(false);
  if (!about || !may('sharing.apply')) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('disputes.add')}</Button>
      {open ? <RaiseDialog about={about} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
