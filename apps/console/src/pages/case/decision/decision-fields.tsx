import { useLanguage } from '@yiwang/ui';
import { Button, Select } from 'antd';
import type { WorkCase } from '../../../api/work.ts';
import type { CaseTask } from '../../../api/work-tasks.ts';
import { Written } from '../../../form/written.tsx';
import { useText } from '../../../texts/index.ts';
import { fieldTitle } from '../field-value.ts';
import type { Draft, Missing } from './decision-draft.ts';

type Props = {
  file: WorkCase;
  link: CaseTask['link'];
  draft: Draft;
  onChange: (draft: Draft) => void;
  missing: readonly Missing[];
};

/** What has to be written for the way that was chosen. */
export function DecisionFields(props: Props) {
  const { file, link, draft, onChange, missing } = props;
  const t = useText();
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  switch (draft.action) {
    case undefined:
      return null;
    case 'accept':
    case 'done':
    case 'approve':
    case 'agree':
    case 'disagree':
      return (
        <>
          {draft.action === 'disagree' && link === 'check' ? <Told {...props} /> : null}
          <Written
            label={t(
              draft.action === 'accept' || draft.action === 'done' ? 'decision.opinionOptional' : 'decision.opinion',
            )}
            value={draft.opinion}
            onChange={(opinion) => set({ opinion })}
            fault={missing.includes('opinion') ? t('decision.missing.opinion') : undefined}
          />
        </>
      );
    case 'refuse':
      return <Told {...props} />;
    case 'correct':
      return <Corrections file={file} draft={draft} set={set} missing={missing} />;
  }
}

/** What the applicant is told when something is decided against them. */
function Told({ file, link, draft, onChange, missing }: Props) {
  const t = useText();
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  return (
    <>
      <Written
        label={t(link === 'check' ? 'decision.untrue' : 'decision.reason')}
        hint={t('decision.reasonHint')}
        value={draft.reason}
        onChange={(reason) => set({ reason })}
        ready={file.reasons}
        readyLabel={t('decision.readyReasons')}
        fault={
          missing.includes('reason')
            ? t(link === 'check' ? 'decision.missing.untrue' : 'decision.missing.reason')
            : undefined
        }
      />
      <Written
        label={t('decision.basis')}
        value={draft.basis}
        onChange={(basis) => set({ basis })}
        ready={file.legalBasis}
        readyLabel={t('decision.readyBasis')}
        fault={missing.includes('basis') ? t('decision.missing.basis') : undefined}
      />
    </>
  );
}

function Corrections({
  file,
  draft,
  set,
  missing,
}: Omit<Props, 'onChange' | 'link'> & { set: (part: Partial<Draft>) => void }) {
  const t = useText();
  const language = useLanguage();
  const fields = [...new Set([...file.uiOrder, ...Object.keys(file.form)])].filter(
    (name) => !file.locked.includes(name),
  );
  const options = [
    { value: '', label: t('decision.wholeCase') },
    ...fields.map((value) => ({ value, label: fieldTitle(file.formSchema, value, language) })),
  ];
  const change = (index: number, part: Partial<Draft['items'][number]>) =>
    set({ items: draft.items.map((item, at) => (at === index ? { ...item, ...part } : item)) });
  return (
    <>
      <p className="small">{t('decision.onceOnly')}</p>
      {draft.items.map((item, index) => (
        <fieldset className="correction" key={index}>
          <legend>{t('decision.item', { number: index + 1 })}</legend>
          <div className="row">
            <Select
              aria-label={t('decision.itemField', { number: index + 1 })}
              className="grow"
              value={item.field}
              options={options}
              onChange={(field: string) => change(index, { field })}
            />
            {draft.items.length > 1 ? (
              <Button
                aria-label={t('decision.removeItem', { number: index + 1 })}
                onClick={() => set({ items: draft.items.filter((_, at) => at !== index) })}
              >
                {t('decision.remove')}
              </Button>
            ) : null}
          </div>
          <Written
            label={t('decision.itemText')}
            rows={2}
            max={500}
            value={item.text}
            onChange={(text) => change(index, { text })}
            fault={missing.includes(`item-${index}`) ? t('decision.missing.item') : undefined}
          />
        </fieldset>
      ))}
      <p>
        <Button
          disabled={draft.items.length >= 30}
          onClick={() => set({ items: [...draft.items, { field: '', text: '' }] })}
        >
          {t('decision.addItem')}
        </Button>
      </p>
      <Written label={t('decision.note')} rows={2} value={draft.note} onChange={(note) => set({ note })} />
    </>
  );
}
