import type { LineState } from '../api/railway.ts';
import { useText } from '../texts/index.ts';
import '../styles/rail.css';

/** A line's state as a shape of its own: whoever does not see colours tells them apart as well. */
export function StateShape({ state }: { state: LineState }) {
  return (
    <svg className="state-shape" data-state={state} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {SHAPES[state]}
    </svg>
  );
}

const SHAPES: Record<LineState, React.ReactNode> = {
  live: <circle className="fill" cx="8" cy="8" r="6.5" />,
  snapshot: (
    <>
      <circle className="ring" cx="8" cy="8" r="5.75" />
      <path className="fill" d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" />
    </>
  ),
  waiting: <circle className="ring" cx="8" cy="8" r="5.75" />,
  paused: (
    <>
      <circle className="ring" cx="8" cy="8" r="6.25" />
      <path className="fill" d="M5.4 5h1.9v6H5.4zM8.7 5h1.9v6H8.7z" />
    </>
  ),
  held: (
    <>
      <path className="fill" d="M8 .8 15.2 8 8 15.2.8 8z" />
      <path className="mark" d="M7.1 4.2h1.8v4.6H7.1zM7.1 9.8h1.8v1.8H7.1z" />
    </>
  ),
  failed: (
    <>
      <path className="fill" d="M2 2h12v12H2z" />
      <path className="stroke" d="m5 5 6 6m0-6-6 6" />
    </>
  ),
};

/** Shape and word of a line's state. */
export function StateMark({ state }: { state: LineState }) {
  const t = useText();
  return (
    <span className="state-mark" data-state={state}>
      <StateShape state={state} />
      {t(`rail.states.${state}`)}
    </span>
  );
}
