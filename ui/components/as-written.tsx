import type { ReactNode } from 'react';
import type { LocalText } from '../api/types.ts';
import { useLanguage } from '../i18n/language.ts';
import { asRead } from '../i18n/written-in.ts';

type Props = {
  said: string | LocalText;
  /** Says beside the text, for eyes, in which language it was typed. */
  note?: (other: 'zh' | 'en') => ReactNode;
};

/** A text that may have been typed by a person in the other language: then it is marked so, for read-aloud and for eyes. */
export function AsWritten({ said, note }: Props) {
  const { text, other } = asRead(said, useLanguage());
  if (!other) return <>{text}</>;
  return (
    <>
      <span lang={other === 'zh' ? 'zh-CN' : 'en'}>{text}</span>
      {note ? <> {note(other)}</> : null}
    </>
  );
}
