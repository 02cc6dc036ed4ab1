import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Segmented } from 'antd';
import { useEffect, useEffectEvent, useState } from 'react';
import {
  checkMatter,
  saveMatter,
  type Definition,
  type MatterDetail,
  type MatterFault,
  type MatterWork,
} from '../../api/matters.ts';
import { Field } from '../../rail/field.tsx';
import { useMattersText } from '../../texts/matters.ts';
import { BackTestPanel } from './back-test.tsx';
import { Changes } from './changes.tsx';
import { ElementFields } from './element-fields.tsx';
import { Faults } from './faults.tsx';
import { FileEditor } from './file-editor.tsx';
import { MATTERS } from './queries.ts';
import { breakOff, draftOf, meet, savedAs, write, type WorkDraft } from './work-draft.ts';

type Part = 'elements' | 'all' | 'form' | 'decision' | 'process';
const FILE_OF: Partial<Record<Part, (definition: Definition) => string>> = {
  form: (definition) => String(definition['form'] ?? 'form.json'),
  decision: (definition) => String((definition['decision'] as { file?: string } | undefined)?.file ?? 'decision.dmn'),
  process: () => 'process.bpmn',
};

type Props = {
  id: string;
  matter: MatterDetail;
  work: MatterWork;
  /** Told whether something is written that was not saved. */
  onUnsaved: (unsaved: boolean) => void;
};

/** A draft: its elements, form, rules and process to be edited, with what is wrong and what changes beside it. */
export function WorkEditor({ id, matter, work, onUnsaved }: Props) {
  const t = useMattersText();
  const client = useQueryClient();
  const edits = matter.may.includes('edit');
  const heir = typeof work.definition['inherits'] === 'string';
  const [part, setPart] = useState<Part>('elements');
  const [kept, keep] = useState(() => draftOf(work));
  const draft = meet(kept, work);
  if (draft !== kept) keep(draft);
  const { definition, files, note, touched, broken } = draft;
  const tell = useEffectEvent(onUnsaved);
  useEffect(() => {
    tell(touched);
    return () => tell(false);
  }, [touched]);
  const check = useMutation({ mutationFn: () => checkMatter(id, { definition, files }) });
  const save = useMutation({
    mutationFn: (sent: WorkDraft) =>
      saveMatter(id, { definition: sent.definition, files: sent.files, note: sent.note, revision: sent.known }),
    onSuccess: async ({ revision }, sent) => {
      check.reset();
      keep((now) => savedAs(now, sent, revision));
      await client.invalidateQueries({ queryKey: [MATTERS] });
    },
  });
  const change = (next: Parameters<typeof write>[1]): void => keep((now) => write(now, next));
  const setBroken = (reason: string | undefined): void => keep((now) => breakOff(now, reason));
  const faults: readonly MatterFault[] = check.data?.faults ?? work.faults;
  const heirs = check.data?.heirs ?? work.heirConflicts;
  const parts: Part[] = heir ? ['elements', 'all'] : ['elements', 'all', 'form', 'decision', 'process'];
  const fileName = FILE_OF[part]?.(definition);
  return (
    <div className="matter-work">
      <div className="card pad stack">
        {work.view.returnedReason ? <p className="objection">{work.view.returnedReason}</p> : null}
        {heir ? <p className="what-next">{t('edit.inherited')}</p> : null}
        <Segmented
          value={part}
          aria-label={t('edit.part')}
          onChange={(value) => setPart(value as Part)}
          // What cannot be read is in its editor only: leaving it would lose it.
          disabled={broken !== undefined}
          options={parts.map((value) => ({ value, label: t(`edit.parts.${value}`) }))}
        />
        {part === 'elements' ? (
          <ElementFields
            definition={definition}
            faults={faults}
            readOnly={!edits}
            onChange={(next) => change({ definition: next })}
          />
        ) : null}
        {part === 'all' ? (
          <FileEditor
            key={`all ${draft.round}`}
            label={t('edit.parts.all')}
            hint={t('edit.allHint')}
            text={JSON.stringify(definition, null, 2)}
            readOnly={!edits}
            json
            onBroken={setBroken}
            onText={(text) => change({ definition: JSON.parse(text) as Definition })}
          />
        ) : null}
        {fileName ? (
          <FileEditor
            key={`${fileName} ${draft.round}`}
            label={fileName}
            text={files[fileName]}
            readOnly={!edits}
            json={part === 'form'}
            onBroken={setBroken}
            onText={(text) => change({ files: { ...files, [fileName]: text } })}
            {...(part === 'process'
              ? {
                  process: {
                    common: matter.inUse?.files['process.bpmn'],
                    onDrop: () => {
                      const { 'process.bpmn': _dropped, ...rest } = files;
                      change({ files: rest });
                    },
                  },
                }
              : {})}
          />
        ) : null}
        {edits ? (
          <>
            <Field label={t('edit.note')} hint={t('edit.noteHint')}>
              {(described) => (
                <Input
                  {...described}
                  value={note}
                  maxLength={500}
                  onChange={(event) => change({ note: event.target.value })}
                />
              )}
            </Field>
            {save.error ? <ErrorNotice error={save.error} level={3} /> : null}
            {check.error ? <ErrorNotice error={check.error} level={3} /> : null}
            <div className="row">
              <Button
                type="primary"
                loading={save.isPending}
                disabled={!touched || broken !== undefined}
                onClick={() => save.mutate(draft)}
              >
                {t('edit.save')}
              </Button>
              <Button loading={check.isPending} disabled={broken !== undefined} onClick={() => check.mutate()}>
                {t('edit.check')}
              </Button>
              <small role="status">
                {broken
                  ? t('edit.brokenFirst', { reason: broken })
                  : touched
                    ? t('edit.unsaved')
                    : save.isSuccess
                      ? t('edit.saved')
                      : ''}
              </small>
            </div>
          </>
        ) : (
          <p className="quiet">{note}</p>
        )}
      </div>
      <aside className="stack" aria-label={t('edit.beside')}>
        <Faults faults={faults} heirs={heirs} fresh={check.data !== undefined} />
        <section className="card pad stack-s">
          <h2>{t('edit.changes')}</h2>
          {matter.inUse ? (
            work.changes.length + work.fileChanges.length === 0 ? (
              <p>{t('edit.noChanges')}</p>
            ) : (
              <Changes changes={work.changes} files={work.fileChanges} />
            )
          ) : (
            <p>{t('edit.isNew')}</p>
          )}
        </section>
        {matter.inUse && !heir ? <BackTestPanel id={id} disabled={touched} /> : null}
      </aside>
    </div>
  );
}
