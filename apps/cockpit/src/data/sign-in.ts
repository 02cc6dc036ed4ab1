import { signInAddress } from '@yiwang/ui';

/** Signs in and comes back to the cockpit. Replaces the page, so that "back" does not lead into the redirect again. */
export function goSignIn(): void {
  window.location.replace(signInAddress('cockpit', '/cockpit/'));
}
