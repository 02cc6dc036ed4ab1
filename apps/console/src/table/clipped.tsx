import { Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';

/** A text on one line of its cell; where that is too narrow for it, pointer or focus show it whole. */
export function Clipped({ text }: { text: string }) {
  const line = useRef<HTMLSpanElement>(null);
  const [isCut, setCut] = useState(false);
  useEffect(() => {
    const { current } = line;
    if (!current) return undefined;
    const watch = new ResizeObserver(() => setCut(current.scrollWidth > current.clientWidth));
    watch.observe(current);
    return () => watch.disconnect();
    // Cut or not, it is another element.
  }, [text, isCut]);
  // Only what is cut takes the focus: by keyboard nobody stops at what stands there whole.
  const shown = (
    <span ref={line} className="clipped" {...(isCut ? { tabIndex: 0 } : {})}>
      {text}
    </span>
  );
  // A list has hundreds of cells, of which few are cut.
  return isCut ? (
    <Tooltip title={text} trigger={['hover', 'focus']}>
      {shown}
    </Tooltip>
  ) : (
    shown
  );
}
