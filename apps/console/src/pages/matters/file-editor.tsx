import { ProcessPicture } from '@yiwang/ui/process/process-picture.tsx';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useMattersText } from '../../texts/matters.ts';

type Props = {
  label: string;
  hint?: string;
  text: string | undefined;
  readOnly: boolean;
  /** Only what can be read as JSON is passed on. */
  json?: boolean;
  onText: (text: string) => void;
  /** What keeps the text from being read, or nothing. */
  onBroken: (reason: string | undefined) => void;
  process?: { common: string | undefined; onDrop: () => void };
};

/** A file of a draft as text; a process with its picture. */
export function FileEditor({ label, hint, text, readOnly, json = false, onText, onBroken, process }: Props) {
  const t = useMattersText();
  const [written, setWritten] = useState(text ?? '');
  const [shown, setShown] = useState<string>();
  const change = (next: string): void => {
    setWritten(next);
    if (json) {
      const reason = jsonFault(next);
      onBroken(reason && t('edit.notJson', reason));
      if (reason) return;
    }
    onText(next);
  };
  if (text === undefined && process)
    return (
      <div className="stack-s">
        <p>{t('page.productProcess')}</p>
        {process.common ? (
          <ProcessPicture position={{ xml: process.common, active: [], done: [] }} label={t('page.processOf')} />
        ) : null}
        {readOnly || !process.common ? null : (
          <div>
            <Button
              onClick={() => {
                setWritten(process.common ?? '');
                onText(process.common ?? '');
              }}
            >
              {t('edit.addProcess')}
            </Button>
          </div>
        )}
      </div>
    );
  return (
    <div className="stack-s">
      {hint ? <small>{hint}</small> : null}
      {process && shown !== undefined ? (
        <ProcessPicture position={{ xml: shown, active: [], done: [] }} label={t('page.processOf')} />
      ) : null}
      <Input.TextArea
        className="matter-file-editor"
        aria-label={label}
        value={written}
        readOnly={readOnly}
        spellCheck={false}
        autoSize={{ minRows: 16, maxRows: 36 }}
        onChange={(event) => change(event.target.value)}
      />
      {process ? (
        <div className="row">
          <Button onClick={() => setShown(written)}>{t('edit.preview')}</Button>
          {readOnly ? null : (
            <Button danger onClick={process.onDrop}>
              {t('edit.dropProcess')}
            </Button>
          )}
        </div>
      ) : null}
    </div>
  );
}

/** Where JSON cannot be read, by line. */
function jsonFault(text: string): { line: number; reason: string } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const reason = (error as Error).message;
    const at = Number(/position (\d+)/.exec(reason)?.[1] ?? 0);
    return { line: text.slice(0, at).split('\n').length, reason };
  }
}
