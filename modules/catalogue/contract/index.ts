export type {
  CataloguedResource,
  CataloguePort,
  ItemDefinition,
  ItemType,
  ResourceDefinition,
  RowRuleDefinition,
} from './port.ts';
