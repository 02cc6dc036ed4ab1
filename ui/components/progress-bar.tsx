import { useUiText } from '../i18n/texts.ts';

type Props = {
  label: string;
  done: number;
  /** Undefined when nobody knows how much there is. */
  total?: number | undefined;
  /** Rows, rate, time left. */
  detail?: string;
  state?: 'running' | 'done' | 'failed';
};

/** Long work: how far it is, in a bar and in words. */
export function ProgressBar({ label, done, total, detail, state = 'running' }: Props) {
  const t = useUiText();
  const known = total !== undefined && total > 0;
  const percent = state === 'done' ? 100 : known ? Math.min(100, Math.floor((done / total) * 100)) : undefined;
  const words = percent === undefined ? t('progress.unknown') : t('progress.percent', { percent });
  return (
    <div className="yw-progress">
      <div
        className="yw-progress-track"
        data-state={state}
        role="progressbar"
        aria-label={label}
        aria-valuetext={detail ? `${words} ${detail}` : words}
        {...(percent === undefined ? {} : { 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': percent })}
      >
        {percent === undefined ? <span data-unknown="" /> : <span style={{ width: `${percent}%` }} />}
      </div>
      <div className="yw-progress-words">
        <span>{label}</span>
        <span>{detail ? `${words} · ${detail}` : words}</span>
      </div>
    </div>
  );
}
