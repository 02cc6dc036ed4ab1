import { currentLanguage } from '../i18n/language.ts';
import Viewer from 'bpmn-js/lib/Viewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

// Loaded when a picture is shown: the drawing of BPMN is larger than the page around it.

type Shape = { id: string; x: number; y: number; width: number; businessObject: { name?: string; $type: string } };
type Box = { x: number; y: number; width: number; height: number };
type Canvas = {
  viewbox(): { inner: Box };
  viewbox(box: Box): void;
  addMarker(id: string, marker: string): void;
  resized(): void;
};
type Registry = { get(id: string): unknown; filter(test: (element: Shape) => boolean): Shape[] };

const OURS = 'http://yiwang.dev/bpmn';

/** The same process with its English names (`yw:nameEn`) where it has them. */
function inEnglish(xml: string): string {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  // What cannot be read is told by the importer.
  if (document.getElementsByTagName('parsererror').length > 0) return xml;
  for (const element of document.getElementsByTagName('*')) {
    const name = element.getAttributeNS(OURS, 'nameEn');
    if (name) element.setAttribute('name', name);
  }
  return new XMLSerializer().serializeToString(document);
}

/**
 * Draws a process into `container` and marks where its case stands.
 * @returns its size in px as it was drawn by its author, its named activities from left to right, where (a share of its width) the case stands
 * now, and how to take it away
 * @throws the importer's error for a text that is not BPMN with a diagram
 */
export async function draw(
  container: HTMLElement,
  xml: string,
  { active, done, margin }: { active: readonly string[]; done: readonly string[]; margin: number },
) {
  const fontFamily = getComputedStyle(container).fontFamily;
  const viewer = new Viewer({
    container,
    textRenderer: { defaultStyle: { fontFamily }, externalStyle: { fontFamily } },
  });
  try {
    await viewer.importXML(currentLanguage() === 'en' ? inEnglish(xml) : xml);
    // What it shows is said in words beside it; only the link of those who made the drawing is for everyone.
    const drawing = container.querySelector('.djs-container svg');
    drawing?.setAttribute('aria-hidden', 'true');
    drawing?.setAttribute('tabindex', '-1');
    const canvas = viewer.get<Canvas>('canvas');
    const registry = viewer.get<Registry>('elementRegistry');
    for (const [ids, marker] of [
      [done, 'yw-done'],
      [active, 'yw-now'],
    ] as const)
      for (const id of ids) if (registry.get(id)) canvas.addMarker(id, marker);
    const { inner } = canvas.viewbox();
    const box = {
      x: inner.x - margin,
      y: inner.y - margin,
      width: inner.width + 2 * margin,
      height: inner.height + 2 * margin,
    };
    const fit = (): void => {
      if (container.clientWidth === 0) return;
      canvas.resized();
      canvas.viewbox(box);
    };
    const watched = new ResizeObserver(fit);
    watched.observe(container);
    fit();
    const steps = registry
      .filter(({ businessObject: { name, $type } }) => Boolean(name) && /Task$|SubProcess$|CallActivity$/.test($type))
      .sort((a, b) => a.x - b.x || a.y - b.y)
      .map(({ id, businessObject: { name = '' } }) => ({
        id,
        name,
        state: active.includes(id) ? ('now' as const) : done.includes(id) ? ('done' as const) : ('to-come' as const),
      }));
    // Of several that go on at once the first: one sees the others beside it.
    const [now] = registry.filter(({ id }) => active.includes(id)).sort((a, b) => a.x - b.x);
    return {
      steps,
      now: now && (now.x + now.width / 2 - box.x) / box.width,
      width: box.width,
      height: box.height,
      destroy() {
        watched.disconnect();
        viewer.destroy();
      },
    };
  } catch (error) {
    viewer.destroy();
    throw error;
  }
}
