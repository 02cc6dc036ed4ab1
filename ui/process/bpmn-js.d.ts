// The viewer's own types are written for bundlers only; this is what the picture uses of it.
declare module 'bpmn-js/lib/Viewer' {
  export default class Viewer {
    constructor(options: { container: HTMLElement; textRenderer?: object });
    importXML(xml: string): Promise<{ warnings: string[] }>;
    get<Service>(name: string): Service;
    destroy(): void;
  }
}
