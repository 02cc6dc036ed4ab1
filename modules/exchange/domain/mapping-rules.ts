import type { FieldFault, LocalText } from '@platform/kernel';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { TableShape } from '@platform/sources';
import type { CodeTable } from './code-tables.ts';
import { dateReader } from './dates.ts';
import type { Mapped } from './line.ts';
import { lineErrors } from './line-errors.ts';

/**
 * Refuses a mapping that could not work: items or columns that are not there, an item twice, key or required items without a column,
 * code tables and date formats that do not exist. @throws exchange.bad-mapping with the fields
 */
export function checkMapping(options: {
  mapping: readonly Mapped[];
  resource: ResourceDefinition;
  shape: TableShape;
  table: (id: string) => CodeTable | undefined;
}): void {
  const { mapping, resource, shape } = options;
  const fields: FieldFault[] = [];
  const complain = (path: string, code: string, message: LocalText): void => {
    fields.push({ path: `/mapping${path}`, code, message });
  };
  const columns = new Set(shape.columns.map((column) => column.name));
  const seen = new Set<string>();
  for (const [index, one] of mapping.entries()) {
    const item = resource.items.find((each) => each.name === one.item);
    if (!item)
      complain(`/${index}/item`, 'unknown-item', {
        zh: `目录中没有信息项“${one.item}”`,
        en: `The resource has no item "${one.item}"`,
      });
    if (seen.has(one.item))
      complain(`/${index}/item`, 'twice', {
        zh: `信息项“${one.item}”映射了两次`,
        en: `Item "${one.item}" is mapped twice`,
      });
    seen.add(one.item);
    if (!columns.has(one.column))
      complain(`/${index}/column`, 'unknown-column', {
        zh: `来源表没有列“${one.column}”`,
        en: `The table has no column "${one.column}"`,
      });
    for (const step of one.transform ?? []) {
      if (step.startsWith('code:') && !options.table(step.slice(5)))
        complain(`/${index}/transform`, 'unknown-code-table', {
          zh: `没有代码表“${step.slice(5)}”`,
          en: `There is no code table "${step.slice(5)}"`,
        });
    }
    for (const format of one.dateFormats ?? []) {
      try {
        dateReader(format);
      } catch {
        complain(`/${index}/dateFormats`, 'bad-date-format', {
          zh: `日期格式“${format}”须含年、月、日`,
          en: `The date format "${format}" needs year, month and day`,
        });
      }
    }
  }
  for (const item of resource.items) {
    if (seen.has(item.name) || !(item.required || resource.key.includes(item.name))) continue;
    complain('', 'required', {
      zh: `${resource.key.includes(item.name) ? '主键项' : '必填的信息项'}“${item.title.zh}”（${item.name}）没有映射`,
      en: `The ${resource.key.includes(item.name) ? 'key' : 'required'} item "${item.title.en}" (${item.name}) is not mapped`,
    });
  }
  if (fields.length > 0) throw lineErrors.badMapping({}, { fields });
}
