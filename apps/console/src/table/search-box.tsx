import { useRouter, useRouterState } from '@tanstack/react-router';
import { Input, type InputRef } from 'antd';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useKeys } from '../data/keys.ts';
import { useText } from '../texts/index.ts';

const SETTLE_MS = 300;

/** The page's search: `/` brings the focus here, and the list follows when typing pauses. */
export function SearchBox({
  value,
  onSearch,
  label,
}: {
  value: string;
  onSearch: (text: string) => void;
  label: string;
}) {
  const t = useText();
  const input = useRef<InputRef>(null);
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // The address may change by a link or the browser's back button.
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const router = useRouter();
  const here = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const settled = useEffectEvent(() => {
    // Who has followed a link meanwhile is on the way: a search that now changed the address would lead them back.
    const leaves = here !== undefined && router.latestLocation.pathname !== here;
    if (!leaves && text.trim() !== value) onSearch(text.trim());
  });
  useEffect(() => {
    const timer = setTimeout(settled, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useKeys((key) => (key === '/' ? () => input.current?.focus({ cursor: 'all' }) : undefined));
  return (
    <Input
      ref={input}
      className="search"
      type="search"
      allowClear
      aria-label={label}
      placeholder={t('table.searchHint', { label })}
      value={text}
      maxLength={100}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onSearch(text.trim())}
    />
  );
}
