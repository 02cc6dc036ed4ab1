import { formatInstant, useLanguage } from '@yiwang/ui';
import { useSyncExternalStore } from 'react';

const second = () => Math.floor(Date.now() / 1000);
function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 500);
  return () => clearInterval(timer);
}

/** The time in Shanghai with the weekday, as clocks on a wall show it. */
export function Clock() {
  const now = new Date(useSyncExternalStore(everySecond, second) * 1000);
  const language = useLanguage();
  const [date, time] = formatInstant(now, { seconds: true }).split(' ');
  const weekday = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    weekday: 'long',
    timeZone: 'Asia/Shanghai',
  }).format(now);
  return (
    <time className="clock" dateTime={now.toISOString()}>
      <span>{date}</span>
      <span>{weekday}</span>
      <b>{time}</b>
    </time>
  );
}
