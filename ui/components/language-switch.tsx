import { changeLanguage, useLanguage } from '../i18n/language.ts';
import { useUiText } from '../i18n/texts.ts';

/** One switch between Chinese and English; the label is in the language it leads to. */
export function LanguageSwitch() {
  const t = useUiText();
  const language = useLanguage();
  return (
    <button
      type="button"
      className="yw-language"
      lang={t('language.otherLang')}
      onClick={() => void changeLanguage(language === 'zh' ? 'en' : 'zh')}
    >
      {t('language.other')}
    </button>
  );
}
