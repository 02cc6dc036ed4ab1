import { useBlocker } from '@tanstack/react-router';
import { Confirm } from '../../rail/confirm.tsx';
import { useMattersText } from '../../texts/matters.ts';

/** Asks before a page is left on which something is written that was not saved; a closed tab asks in the browser's words. */
export function LeaveUnsaved({ unsaved }: { unsaved: boolean }) {
  const t = useMattersText();
  const { status, proceed, reset } = useBlocker({
    // Another tab of the same page keeps what is written.
    shouldBlockFn: ({ current, next }) => unsaved && current.pathname !== next.pathname,
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  return (
    <Confirm
      open={status === 'blocked'}
      title={t('edit.leaveTitle')}
      act={t('edit.leave')}
      danger
      busy={false}
      error={null}
      onAct={() => proceed?.()}
      onClose={() => reset?.()}
    >
      <p>{t('edit.leaveText')}</p>
    </Confirm>
  );
}
