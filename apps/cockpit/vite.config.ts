import react from '@vitejs/plugin-react';
import { woff2Only } from '@yiwang/ui/build/woff2-only.ts';
import { defineConfig } from 'vite';

/** `YIWANG_API` names a running server for `vite` in development; the built cockpit is served by that server itself. */
const api = process.env['YIWANG_API'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  base: '/cockpit/',
  plugins: [woff2Only(), react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // ECharts comes in a chunk of its own, after the figures.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': api, '/auth': api } },
});
