import type { LocalText } from '../api/types.ts';
import { useLanguage, type Language } from '../i18n/language.ts';
import { asRead } from '../i18n/written-in.ts';

type Props = {
  said: string | LocalText;
  /** Said beside the text, for eyes: in which language it was typed. */
  notes?: Record<Language, string>;
};

/** A text that may have been typed by a person in the other language: then it is marked so, for read-aloud and for eyes. */
export function AsWritten({ said, notes }: Props) {
  const { text, other } = asRead(said, useLanguage());
  if (!other) return <>{text}</>;
  return (
    <>
      <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{text}</span>
      {notes ? (
        <>
          {' '}
          <small className="quiet">{notes[other]}</small>
        </>
      ) : null}
    </>
  );
}
