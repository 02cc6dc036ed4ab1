import { Button } from 'antd';
import { useState } from 'react';
import { useText } from '../../texts/index.ts';

/** Copies a text; where the browser does not allow it (plain http), says so and the text can be selected by hand. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useText();
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('done');
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <Button onClick={() => void copy()}>{state === 'done' ? t('copy.done') : label}</Button>
      <small role="status">{state === 'failed' ? t('copy.failed') : ''}</small>
    </>
  );
}
