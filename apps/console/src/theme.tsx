import { useLanguage } from '@yiwang/ui';
import { ConfigProvider, type ConfigProviderProps } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';

type Locale = NonNullable<ConfigProviderProps['locale']>;
/** The locale files are CommonJS to TypeScript and ES modules to Vite. */
const locale = (file: unknown): Locale => (file as { default?: Locale }).default ?? (file as Locale);
const LOCALES = { zh: locale(zh), en: locale(en) };

/** Our tokens in antd's words: text and borders strong enough for WCAG 2.2 AA, 14 px, our blue, no shadows that move. */
const TOKENS = {
  colorPrimary: '#1554d1',
  // White on antd's own lighter shade under the pointer would be 4.35:1.
  colorPrimaryHover: '#0f419f',
  colorPrimaryActive: '#0b3480',
  colorInfo: '#1554d1',
  colorLink: '#1554d1',
  colorSuccess: '#0b6b41',
  colorWarning: '#7d4b00',
  colorError: '#b8242a',
  colorText: '#1b2430',
  colorTextSecondary: '#465061',
  colorTextTertiary: '#5a6574',
  colorTextQuaternary: '#5a6574',
  colorTextPlaceholder: '#5a6574',
  colorTextDescription: '#5a6574',
  colorTextDisabled: '#616b78',
  colorBorder: '#8b97a6',
  colorBorderSecondary: '#dfe4ea',
  colorBgLayout: '#f5f7f9',
  borderRadius: 6,
  fontSize: 14,
  fontFamily: 'var(--face)',
};

export function Theme({ children }: { children: ReactNode }) {
  const language = useLanguage();
  return (
    <ConfigProvider
      locale={LOCALES[language]}
      theme={{ token: TOKENS, components: { Table: { headerBg: '#fff', headerColor: '#465061' } } }}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      {children}
    </ConfigProvider>
  );
}
