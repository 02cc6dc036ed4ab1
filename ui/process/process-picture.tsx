import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LocalText } from '../api/types.ts';
import { useLocal } from '../i18n/language.ts';
import { useUiText } from '../i18n/texts.ts';
import './process-picture.css';

type OneProcess = {
  /** The process as BPMN 2.0 with its diagram. */
  readonly xml: string;
  /** Ids of the elements where the case stands now. */
  readonly active: readonly string[];
  /** Ids of the elements it has passed. */
  readonly done: readonly string[];
};
export type ProcessPosition = OneProcess & {
  /** Processes that it calls. */
  readonly called?: readonly (OneProcess & { readonly process: string; readonly title: LocalText })[];
};

type State = 'done' | 'now' | 'to-come';
type Step = { id: string; name: string; state: State };
type Drawn = { steps: Step[]; width: number; height: number; now: number | undefined };

const MARGIN = 12;
/** Below this share of its own size the words in a picture can no longer be read; then it is moved sideways instead. */
const SMALLEST = 0.62;

/**
 * A process with the place where its case stands: the picture, and the same in words for who cannot see it. Processes that it calls follow as soon
 * as the case has come to them, open where it stands inside.
 */
export function ProcessPicture({ position, label }: { position: ProcessPosition; label: string }) {
  const t = useUiText();
  const local = useLocal();
  const called = (position.called ?? []).filter(({ active, done }) => active.length > 0 || done.length > 0);
  // Drawn once somebody looks; where the case stands inside, that is at once.
  const [opened, setOpened] = useState<readonly string[]>(() =>
    called.filter(({ active }) => active.length > 0).map(({ process }) => process),
  );
  return (
    <div className="yw-processes">
      <OnePicture position={position} label={label} />
      {called.map((one) => (
        <details
          key={one.process}
          open={one.active.length > 0}
          onToggle={({ currentTarget }) =>
            currentTarget.open && setOpened((before) => [...new Set([...before, one.process])])
          }
        >
          <summary>{t('process.called', { title: local(one.title) })}</summary>
          {opened.includes(one.process) ? <OnePicture position={one} label={local(one.title)} /> : null}
        </details>
      ))}
    </div>
  );
}

function OnePicture({ position, label }: { position: OneProcess; label: string }) {
  const t = useUiText();
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn | 'failed'>();
  const { xml } = position;
  const active = position.active.join(' ');
  const done = position.done.join(' ');
  useEffect(() => {
    const container = place.current;
    if (!container) return undefined;
    let over = false;
    let destroy: (() => void) | undefined;
    void (async () => {
      try {
        const { draw } = await import('./draw-process.ts');
        if (over) return;
        const picture = await draw(container, xml, { active: split(active), done: split(done), margin: MARGIN });
        destroy = picture.destroy;
        if (over) destroy();
        else setDrawn(picture);
      } catch {
        // A picture that cannot be drawn must not take the page with it; what it says stands in words elsewhere on it.
        if (!over) setDrawn('failed');
      }
    })();
    return () => {
      over = true;
      destroy?.();
    };
  }, [xml, active, done]);
  const size = typeof drawn === 'object' ? drawn : undefined;
  // Where the picture is wider than its place, it opens at what is going on.
  useLayoutEffect(() => {
    const frame = place.current?.parentElement;
    if (frame && size?.now !== undefined) frame.scrollLeft = size.now * frame.scrollWidth - frame.clientWidth / 2;
  }, [size]);
  return (
    <figure className="yw-process">
      <div className="yw-process-frame" tabIndex={0} role="group" aria-label={label}>
        <div
          ref={place}
          style={
            size
              ? { aspectRatio: `${size.width} / ${size.height}`, minWidth: size.width * SMALLEST, maxWidth: size.width }
              : { height: 0 }
          }
        />
      </div>
      {drawn === undefined ? <p className="yw-process-words">{t('process.drawing')}</p> : null}
      {drawn === 'failed' ? <p className="yw-process-words">{t('process.failed')}</p> : null}
      {size ? (
        <figcaption>
          <ul className="yw-process-legend" aria-hidden="true">
            {(['done', 'now', 'to-come'] as const).map((state) => (
              <li key={state} data-state={state}>
                {t(`process.${state}`)}
              </li>
            ))}
          </ul>
          <ol className="yw-visually-hidden">
            {size.steps.map(({ id, name, state }) => (
              <li key={id}>
                {name}: {t(`process.${state}`)}
              </li>
            ))}
          </ol>
        </figcaption>
      ) : null}
    </figure>
  );
}

function split(ids: string): string[] {
  return ids === '' ? [] : ids.split(' ');
}
