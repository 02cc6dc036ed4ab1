import '@yiwang/ui/tokens.css';
import '@yiwang/ui/components.css';
import './styles/base.css';
import './styles/board.css';
import './styles/records.css';
import { configureApi, startLanguage } from '@yiwang/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './data/queries.ts';
import { router } from './router.tsx';
import { markSignedOut } from './shell/signed-out.ts';

configureApi({ app: 'cockpit', onSignedOut: markSignedOut });
await startLanguage();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);

// After the first picture: text is readable in the device's own face until the slices arrive.
void import('@yiwang/ui/fonts.css');
