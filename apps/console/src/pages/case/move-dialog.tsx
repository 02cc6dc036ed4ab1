import { ErrorNotice, useLocal, usePunctuation } from '@yiwang/ui';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { moveCase, previewMove, type Mapping, type MovePreview, type WorkCase } from '../../api/work.ts';
import { Written } from '../../form/written.tsx';
import { Field } from '../../rail/field.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';

type Props = { file: WorkCase; onClose: () => void; onDone: () => void };

/** What a move to the version in use would come to, asked anew with each step chosen; then done with a reason. */
export function MoveDialog({ file, onClose, onDone }: Props) {
  const t = useText();
  const [mapping, setMapping] = useState<Mapping>({});
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const asked = useQuery({
    queryKey: ['move-preview', file.id, file.revision, JSON.stringify(mapping)],
    queryFn: () => previewMove(file.id, mapping),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const preview = asked.data;
  const lacksReason = reason.trim() === '';
  const send = useMutation({
    mutationFn: ({ to, revision }: MovePreview) =>
      moveCase(file.id, { version: to, mapping, reason: reason.trim(), revision }),
    onSuccess: onDone,
  });
  const ready = preview && !asked.isFetching && preview.faults.length === 0;
  return (
    <Modal
      open
      width={640}
      title={t('move.button')}
      okText={t('move.button')}
      cancelText={t('stopped.cancel')}
      confirmLoading={send.isPending}
      onOk={() => (ready && !lacksReason ? send.mutate(preview) : setComplain(true))}
      onCancel={onClose}
    >
      <div className="stack">
        {asked.error ? <ErrorNotice error={asked.error} level={3} /> : null}
        {preview ? (
          <Shown
            file={file}
            preview={preview}
            onMap={(node, to) => setMapping((before) => ({ ...before, [node]: to }))}
          />
        ) : asked.error ? null : (
          <Waiting blocks={1} />
        )}
        {complain && preview && preview.faults.length > 0 ? <p className="fault">{t('move.lacksPlace')}</p> : null}
        <Written
          label={t('move.reason')}
          max={1000}
          value={reason}
          onChange={setReason}
          fault={complain && lacksReason ? t('move.lacksReason') : undefined}
        />
        {send.error ? <ErrorNotice error={send.error} level={3} kept={t('decision.kept')} /> : null}
      </div>
    </Modal>
  );
}

function Shown({
  file,
  preview,
  onMap,
}: {
  file: WorkCase;
  preview: MovePreview;
  onMap: (node: string, to: string) => void;
}) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const { from, to, places, faults, notes, stays, open } = preview;
  return (
    <>
      <p>
        <b>{file.caseNo}</b> · {t('move.versions', { from, to })}
      </p>
      <section className="stack-s">
        <h3>{t('move.places')}</h3>
        {places.map((place) => (
          <Field key={place.node} label={t('move.to', { title: local(place.title) })}>
            {(described) => (
              <Select
                {...described}
                placeholder={t('move.choose')}
                value={place.to ?? null}
                onChange={(chosen: string | null) => chosen && onMap(place.node, chosen)}
                options={place.choices.map(({ node, title }) => ({ value: node, label: local(title) }))}
              />
            )}
          </Field>
        ))}
      </section>
      {faults.length > 0 ? (
        <section>
          <h3>{t('move.faults')}</h3>
          <ul role="alert">
            {faults.map(({ code, node, text }) => (
              <li key={`${code} ${node}`} className="fault">
                {local(text)}
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <p>{t('move.open', { list: open.map(local).join(mark.list) })}</p>
      )}
      {notes.length > 0 ? (
        <section>
          <h3>{t('move.notes')}</h3>
          <ul>
            {notes.map((note) => (
              <li key={note.zh}>{local(note)}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h3>{t('move.stays')}</h3>
        <ul className="quiet">
          {stays.map((one) => (
            <li key={one.zh}>{local(one)}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
