import { ErrorNotice, useLocal, usePunctuation } from '@yiwang/ui';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { moveCase, previewMove, type Mapping, type MovePreview, type TargetVersion } from '../../api/moves.ts';
import type { WorkCase } from '../../api/work.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useMovesText } from '../../texts/moves.ts';
import { MoveEffects, PlaceChoices, VersionChoice } from '../moves/move-choices.tsx';

type Props = { file: WorkCase; targets: readonly TargetVersion[]; onClose: () => void; onDone: () => void };

/** What a move to the chosen version would come to, asked anew with each step chosen; then done with a reason. */
export function MoveDialog({ file, targets, onClose, onDone }: Props) {
  const t = useMovesText();
  const [version, setVersion] = useState(() => (targets.find(({ inUse }) => inUse) ?? targets[0])?.version ?? '');
  const [mapping, setMapping] = useState<Mapping>({});
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const asked = useQuery({
    queryKey: ['move-preview', file.id, file.revision, version, JSON.stringify(mapping)],
    queryFn: () => previewMove(file.id, { version, mapping }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const preview = asked.data;
  const lacksReason = reason.trim() === '';
  const send = useMutation({
    mutationFn: ({ to, seen }: MovePreview) => moveCase(file.id, { version: to, mapping, reason: reason.trim(), seen }),
    onSuccess: onDone,
  });
  // What the preview shows is what is done: not while another is asked for.
  const ready = preview && !asked.isFetching && preview.faults.length === 0;
  return (
    <Confirm
      open
      wide
      title={t('button')}
      act={t('button')}
      busy={send.isPending}
      error={send.error}
      onAct={() => (ready && !lacksReason ? send.mutate(preview) : setComplain(true))}
      onClose={onClose}
    >
      <VersionChoice
        targets={targets}
        value={version}
        onChange={(chosen) => {
          setVersion(chosen);
          setMapping({});
        }}
      />
      {asked.error ? <ErrorNotice error={asked.error} level={3} onRetry={() => void asked.refetch()} /> : null}
      {preview ? (
        <Shown
          file={file}
          preview={preview}
          onMap={(node, to) => setMapping((before) => ({ ...before, [node]: to }))}
        />
      ) : asked.error ? null : (
        <Waiting blocks={1} />
      )}
      {complain && preview && preview.faults.length > 0 ? <p className="fault">{t('lacksPlace')}</p> : null}
      <Written
        label={t('reason')}
        max={1000}
        value={reason}
        onChange={setReason}
        fault={complain && lacksReason ? t('lacksReason') : undefined}
      />
    </Confirm>
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
  const t = useMovesText();
  const local = useLocal();
  const mark = usePunctuation();
  const { from, to, places, faults, notes, stays, open } = preview;
  return (
    <>
      <p>
        <b>{file.caseNo}</b> · {t('versions', { from, to })}
      </p>
      <PlaceChoices places={places} onMap={onMap} />
      {faults.length > 0 ? (
        <section>
          <h3>{t('faults')}</h3>
          <ul role="alert">
            {faults.map(({ code, node, text }) => (
              <li key={`${code} ${node}`} className="fault">
                {local(text)}
              </li>
            ))}
          </ul>
        </section>
      ) : (
        <p>{t('open', { list: open.map(local).join(mark.list) })}</p>
      )}
      <MoveEffects notes={notes.map(local)} stays={stays.map(local)} />
    </>
  );
}
