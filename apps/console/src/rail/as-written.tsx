import { AsWritten as Written, type LocalText } from '@yiwang/ui';
import { useLevelsText } from '../texts/levels.ts';

/** A typed text of the other language with that language said beside it: staff read both. */
export function AsWritten({ said }: { said: string | LocalText }) {
  const t = useLevelsText();
  return <Written said={said} notes={{ zh: t('across.written.zh'), en: t('across.written.en') }} />;
}
