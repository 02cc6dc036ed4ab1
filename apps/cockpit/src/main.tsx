import '@yiwang/ui/tokens.css';
import '@yiwang/ui/components.css';
import './styles/base.css';
import './styles/wall.css';
import './styles/figures.css';
import './styles/drawer.css';
import { configureApi, startLanguage } from '@yiwang/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Cockpit } from './cockpit.tsx';
import { goSignIn } from './data/sign-in.ts';
import { queryClient } from './data/queries.ts';

configureApi({ app: 'cockpit', onSignedOut: goSignIn });
await startLanguage();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Cockpit />
    </QueryClientProvider>
  </StrictMode>,
);

// After the first picture: text is readable in the device's own face until the slices arrive.
void import('@yiwang/ui/fonts.css');
