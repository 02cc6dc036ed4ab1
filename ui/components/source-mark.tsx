import type { ReactNode } from 'react';
import { useLocal } from '../i18n/language.ts';
import { useUiText } from '../i18n/texts.ts';
import type { FieldSource } from '../api/types.ts';
import { useNearness } from './when.tsx';

/** Where a prefilled value came from: office and time at a glance, purpose when opened. `children` are ways to object. */
export function SourceMark({ source, children }: { source: FieldSource; children?: ReactNode }) {
  const t = useUiText();
  const local = useLocal();
  const when = useNearness()(source.at);
  const office = local(source.organisationName);
  return (
    <details className="yw-source">
      <summary aria-label={t('source.label', { office, when })}>
        <span aria-hidden="true">✓</span> {t('source.mark', { office, when })}
      </summary>
      <div>
        <p>{t('source.explain', { office, when })}</p>
        <p>{t('source.purpose', { purpose: local(source.purpose) })}</p>
        {children}
      </div>
    </details>
  );
}
