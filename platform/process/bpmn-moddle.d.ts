declare module 'bpmn-moddle' {
  /** An element as moddle reads it: `$type` names it, as in `bpmn:UserTask`; `$attrs` holds attributes that BPMN does not know. */
  export type ModdleElement = {
    $type: string;
    $attrs?: Record<string, string>;
    $parent?: ModdleElement;
    id?: string;
    name?: string;
    [property: string]: unknown;
  };
  export type ReadWarning = { message: string; property?: string; value?: string; element?: ModdleElement };
  export class BpmnModdle {
    constructor(packages?: Record<string, object>);
    fromXML(xml: string): Promise<{ rootElement: ModdleElement; warnings: ReadWarning[] }>;
  }
}
