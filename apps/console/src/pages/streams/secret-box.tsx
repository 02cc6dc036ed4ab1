import { Button } from 'antd';
import { useText } from '../../texts/index.ts';
import '../../styles/applications.css';
import { CopyButton } from '../applications/copy-button.tsx';

/** A secret that is shown this once. */
export function SecretBox({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useText();
  return (
    <div className="fault-box" data-tone="amber" role="status">
      <h3>{t('streams.secretTitle')}</h3>
      <p>{t('streams.secretText')}</p>
      <p>
        <code className="secret">{secret}</code>
      </p>
      <div className="row">
        <CopyButton text={secret} label={t('streams.secretCopy')} />
        <Button type="primary" onClick={onDone}>
          {t('streams.secretKept')}
        </Button>
      </div>
    </div>
  );
}
