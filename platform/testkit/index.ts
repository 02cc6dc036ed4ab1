export { createTestDatabase, type TestDatabase } from './test-database.ts';
export {
  startTestCity,
  type TestCity,
  type TestCityOptions,
  type TestRequest,
  type TestResponse,
} from './test-city.ts';
export { anonymous, personActor, staffActor } from './actors.ts';
