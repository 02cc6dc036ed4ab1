export type {
  AddItem,
  CatalogueWriter,
  CataloguedResource,
  CataloguePort,
  DataClass,
  EntryOfNode,
  ItemDefinition,
  ItemType,
  ResourceDefinition,
  ResourceUse,
  RowRuleDefinition,
  UsageOf,
} from './port.ts';
export { APPROVALS, approvalOf, classOf, gradeOf, highestGrade, maskFor, wholeGrade, type Approval } from './grades.ts';
export { entryPublished, entryRetired, itemProposed } from './events.ts';
