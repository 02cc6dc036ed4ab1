/**
 * Vite plugin: drops the WOFF fallbacks of Fontsource's style sheets. Every browser that runs these apps reads WOFF2, and each app
 * would otherwise ship some two hundred files that nobody fetches.
 */
export function woff2Only(): { name: string; enforce: 'pre'; transform(code: string, id: string): string | undefined } {
  return {
    name: 'yiwang-woff2-only',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource') && !id.endsWith('fonts.css')) return undefined;
      return code.replace(/,\s*url\([^)]+\.woff\)\s*format\(['"]woff['"]\)/g, '');
    },
  };
}
