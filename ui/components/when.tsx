import { formatInstant, nearness } from '../format/format.ts';
import { useUiText } from '../i18n/texts.ts';

/** Says an instant as people do: today or yesterday with the time, else the date. */
export function useNearness(): (instant: string) => string {
  const t = useUiText();
  return (instant) => {
    const near = nearness(instant, new Date());
    return near.key === 'date' ? near.date : t(`when.${near.key}`, { time: near.time });
  };
}

/** An instant with its machine-readable form; `near` says today and yesterday in words. */
export function When({ at, near = false, seconds = false }: { at: string; near?: boolean; seconds?: boolean }) {
  const say = useNearness();
  return (
    <time dateTime={at} title={formatInstant(at, { seconds: true })}>
      {near ? say(at) : formatInstant(at, { seconds })}
    </time>
  );
}
