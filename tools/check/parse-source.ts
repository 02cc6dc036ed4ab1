import { parseSync, visitorKeys } from 'oxc-parser';

/** One reference to another file or package. `resolve` is import.meta.resolve() or require.resolve(). */
export type ImportReference = {
  specifier: string;
  line: number;
  kind: 'static' | 're-export' | 'dynamic' | 'type' | 'require' | 'resolve';
};

/** One string of a source file as written; a template's `${…}` places read `?`. */
export type StringReference = {
  text: string;
  line: number;
  /** `jsx-text` is text between tags; `attribute` a literal attribute of a JSX element. */
  kind: 'string' | 'template' | 'jsx-text' | 'attribute';
  /** The attribute's name. */
  attribute?: string;
  /** Written after the tag `sql`: SQL whatever it looks like. */
  sql?: boolean;
};

/** A table named by code: `identifier('cases', 'cases')`, or to a query builder `selectFrom('cases.cases')`. */
export type TableReference = { table: string; line: number };

export type ParsedSource = {
  imports: readonly ImportReference[];
  strings: readonly StringReference[];
  tables: readonly TableReference[];
  /** The parser's first complaint, when the file is not TypeScript. */
  syntaxError: string | undefined;
};

type Node = { type: string; start: number; end: number; [key: string]: unknown };

const TABLE_METHODS = new Set([
  'selectFrom',
  'insertInto',
  'updateTable',
  'deleteFrom',
  'mergeInto',
  'replaceInto',
  'withSchema',
  'innerJoin',
  'leftJoin',
  'rightJoin',
  'fullJoin',
  'crossJoin',
]);

/** Reads a TypeScript file with oxc, the parser of our linter and bundler: no compiler, a millisecond a file. */
export function parseSource(path: string, text: string): ParsedSource {
  const parsed = parseSync(path, text);
  const imports: ImportReference[] = [];
  const strings: StringReference[] = [];
  const tables: TableReference[] = [];
  const lineAt = lineFinder(text);
  const specifierNodes = new Set<unknown>();
  const sqlTemplates = new Set<unknown>();

  const reference = (source: unknown, kind: ImportReference['kind']): void => {
    const specifier = stringValue(source);
    if (specifier === undefined) return;
    specifierNodes.add(source);
    imports.push({ specifier, line: lineAt((source as Node).start), kind });
  };

  const enter = (node: Node): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        return reference(node.source, 'static');
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        return reference(node.source, 're-export');
      case 'ImportExpression':
        return reference(node.source, 'dynamic');
      case 'TSImportType':
        return reference(node.source, 'type');
      case 'TSExternalModuleReference':
        return reference(node.expression, 'require');
      case 'CallExpression': {
        const [first] = node.arguments as Node[];
        const callee = node.callee as Node;
        if (callee.type === 'Identifier' && callee.name === 'require') return reference(first, 'require');
        if (callee.type === 'Identifier' && callee.name === 'identifier') {
          const names = (node.arguments as Node[]).map((argument) => stringValue(argument) ?? '?');
          if (names.length > 1) tables.push({ table: names.join('.'), line: lineAt(node.start) });
          return;
        }
        if (callee.type !== 'MemberExpression') return;
        const method = ((callee.property as Node).name as string | undefined) ?? '';
        if (method === 'resolve' && isResolver(callee.object as Node)) return reference(first, 'resolve');
        const table = TABLE_METHODS.has(method) ? stringValue(first) : undefined;
        if (table !== undefined) tables.push({ table, line: lineAt(node.start) });
        return;
      }
      case 'JSXAttribute': {
        const value = node.value as Node | null;
        const attribute = (node.name as Node).name;
        if (value?.type === 'Literal' && typeof value.value === 'string' && typeof attribute === 'string') {
          specifierNodes.add(value);
          strings.push({ text: value.value, line: lineAt(value.start), kind: 'attribute', attribute });
        }
        return;
      }
      case 'JSXText':
        strings.push({ text: node.value as string, line: lineAt(node.start), kind: 'jsx-text' });
        return;
      case 'Literal':
        if (typeof node.value === 'string' && !specifierNodes.has(node)) {
          strings.push({ text: node.value, line: lineAt(node.start), kind: 'string' });
        }
        return;
      case 'TaggedTemplateExpression':
        if ((node.tag as Node).type === 'Identifier' && (node.tag as Node).name === 'sql') sqlTemplates.add(node.quasi);
        return;
      case 'TemplateLiteral': {
        if (specifierNodes.has(node)) return;
        const parts = (node.quasis as { value: { cooked: string | null; raw: string } }[]).map(
          (part) => part.value.cooked ?? part.value.raw,
        );
        const sql = sqlTemplates.has(node) ? { sql: true } : {};
        strings.push({ text: parts.join('?'), line: lineAt(node.start), kind: 'template', ...sql });
      }
    }
  };

  visit(parsed.program as unknown as Node, enter);
  return { imports, strings, tables, syntaxError: parsed.errors[0]?.message };
}

function visit(node: Node, enter: (node: Node) => void): void {
  enter(node);
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (const each of child) if (each) visit(each as Node, enter);
    } else if (child) {
      visit(child as Node, enter);
    }
  }
}

function isResolver(node: Node): boolean {
  return node.type === 'MetaProperty' || (node.type === 'Identifier' && node.name === 'require');
}

function stringValue(node: unknown): string | undefined {
  const literal = node as Node | null | undefined;
  if (literal?.type === 'Literal' && typeof literal.value === 'string') return literal.value;
  if (literal?.type === 'TemplateLiteral' && (literal.expressions as unknown[]).length === 0) {
    return (literal.quasis as { value: { cooked: string } }[])[0]?.value.cooked;
  }
  return undefined;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
