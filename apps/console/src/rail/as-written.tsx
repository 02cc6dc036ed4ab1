import { useLanguage, type LocalText } from '@yiwang/ui';
import { useLevelsText } from '../texts/levels.ts';
import { asRead } from './written-in.ts';

/** A text that may have been typed by a person in the other language: then it is marked so, for eyes and for read-aloud. */
export function AsWritten({ said }: { said: string | LocalText }) {
  const t = useLevelsText();
  const { text, other } = asRead(said, useLanguage());
  if (!other) return <>{text}</>;
  return (
    <>
      <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{text}</span>{' '}
      <small className="quiet">{t(`across.written.${other}`)}</small>
    </>
  );
}
