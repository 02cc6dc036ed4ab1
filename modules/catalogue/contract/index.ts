export type {
  AddItem,
  CatalogueWriter,
  CataloguedResource,
  CataloguePort,
  ItemDefinition,
  ItemType,
  ResourceDefinition,
  RowRuleDefinition,
} from './port.ts';
