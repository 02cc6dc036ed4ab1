declare module 'dmn-moddle' {
  /** An element as moddle reads it: `$type` names it, as in `dmn:Decision`. */
  export type ModdleElement = { $type: string; id?: string; name?: string; [property: string]: unknown };
  export class DmnModdle {
    constructor();
    fromXML(xml: string, type?: string): Promise<{ rootElement: ModdleElement; warnings: { message: string }[] }>;
  }
}
