export { recordChanged, registryBuilt } from './events.ts';
export type {
  BaseRegistriesPort,
  RegistryDefinition,
  RegistryFieldDefinition,
  RegistryRecord,
  RegistrySource,
  RegistryValue,
} from './port.ts';
