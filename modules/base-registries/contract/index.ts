export { recordChanged, registryBuilt } from './events.ts';
export type {
  BaseRegistriesPort,
  ReadTransaction,
  RegistryDefinition,
  RegistryFieldDefinition,
  RegistryRecord,
  RegistrySource,
  RegistryValue,
} from './port.ts';
