import { signOut } from '@yiwang/ui';
import { useMutation } from '@tanstack/react-query';
import { useText } from '../texts/index.ts';

export function SignOut({ label, className }: { label: string; className: string }) {
  const t = useText();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: ({ redirectTo }) => window.location.assign(redirectTo),
  });
  return (
    <button type="button" className={className} onClick={() => leave.mutate()}>
      <span role={leave.isError ? 'alert' : undefined}>{leave.isError ? t('head.signOutFailed') : label}</span>
    </button>
  );
}
