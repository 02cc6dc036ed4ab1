export { postgresConnector } from './connector.ts';
export { postgresSourceErrors } from './errors.ts';
