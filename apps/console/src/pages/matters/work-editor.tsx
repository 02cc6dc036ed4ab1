import { ErrorNotice } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
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

type Part = 'elements' | 'all' | 'form' | 'decision' | 'process';
const FILE_OF: Partial<Record<Part, (definition: Definition) => string>> = {
  form: (definition) => String(definition['form'] ?? 'form.json'),
  decision: (definition) => String((definition['decision'] as { file?: string } | undefined)?.file ?? 'decision.dmn'),
  process: () => 'process.bpmn',
};

type Props = { id: string; matter: MatterDetail; work: MatterWork; onUnsaved: (unsaved: boolean) => void };

/** A draft: its elements, form, rules and process to be edited, with what is wrong and what changes beside it. */
export function WorkEditor({ id, matter, work, onUnsaved }: Props) {
  const t = useMattersText();
  const client = useQueryClient();
  const edits = matter.may.includes('edit');
  const heir = typeof work.definition['inherits'] === 'string';
  const [part, setPart] = useState<Part>('elements');
  const [definition, setDefinition] = useState(work.definition);
  const [files, setFiles] = useState(work.files);
  const [note, setNote] = useState(work.view.note ?? '');
  const [touched, setTouched] = useState(false);
  const [known, setKnown] = useState(work.view.revision);
  const [broken, setBroken] = useState<string>();
  // What somebody else saved is shown unless one writes oneself: then saving says that it was changed meanwhile.
  if (known !== work.view.revision && !touched) {
    setKnown(work.view.revision);
    setDefinition(work.definition);
    setFiles(work.files);
    setNote(work.view.note ?? '');
  }
  const check = useMutation({ mutationFn: () => checkMatter(id, { definition, files }) });
  const save = useMutation({
    mutationFn: () => saveMatter(id, { definition, files, note, revision: known }),
    onSuccess: async ({ revision }) => {
      check.reset();
      setKnown(revision);
      setTouched(false);
      onUnsaved(false);
      await client.invalidateQueries({ queryKey: [MATTERS] });
    },
  });
  const change = (next: { definition?: Definition; files?: Record<string, string>; note?: string }): void => {
    setTouched(true);
    onUnsaved(true);
    if (next.definition) setDefinition(next.definition);
    if (next.files) setFiles(next.files);
    if (next.note !== undefined) setNote(next.note);
  };
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
            key={`all ${known}`}
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
            key={`${fileName} ${known}`}
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
                onClick={() => save.mutate()}
              >
                {t('edit.save')}
              </Button>
              <Button loading={check.isPending} disabled={broken !== undefined} onClick={() => check.mutate()}>
                {t('edit.check')}
              </Button>
              <small role="status">
                {broken ?? (touched ? t('edit.unsaved') : save.isSuccess ? t('edit.saved') : '')}
              </small>
            </div>
          </>
        ) : (
          <p className="quiet">{note}</p>
        )}
      </div>
      <aside className="stack">
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
