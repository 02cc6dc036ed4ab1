import { Modal } from 'antd';
import { useText } from '../../texts/index.ts';

const KEYS = [
  [['J', 'K'], 'move'],
  [['Enter', 'O'], 'open'],
  [['X'], 'choose'],
  [['A'], 'all'],
  [['B'], 'batch'],
  [['C'], 'claim'],
  [['R'], 'renew'],
  [['/'], 'search'],
  [['?'], 'help'],
] as const;
const CASE_KEYS = [
  [['J', 'K'], 'caseMove'],
  [['D'], 'decide'],
  [['M'], 'more'],
  [['N'], 'remark'],
  [['Ctrl', 'Enter'], 'send'],
  [['U'], 'back'],
] as const;

/** All shortcuts of the work list and of a case, by `?`. */
export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const part = (title: string, keys: readonly (readonly [readonly string[], Parameters<typeof keyText>[0]])[]) => (
    <section>
      <h3>{title}</h3>
      <dl className="keys">
        {keys.map(([names, does]) => (
          <div key={does}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{t(keyText(does))}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
  return (
    <Modal open={open} title={t('tasks.keysTitle')} footer={null} onCancel={onClose} width={560} destroyOnHidden>
      <div className="keys-parts">
        {part(t('tasks.keysList'), KEYS)}
        {part(t('tasks.keysCase'), CASE_KEYS)}
      </div>
    </Modal>
  );
}

type Does = (typeof KEYS)[number][1] | (typeof CASE_KEYS)[number][1];
const keyText = <D extends Does>(does: D) => `tasks.does.${does}` as const;
