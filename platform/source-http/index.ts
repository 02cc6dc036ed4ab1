export { httpConnector, type HttpConnectorOptions } from './http-connector.ts';
export { HttpSecret, HttpSettings } from './settings.ts';
