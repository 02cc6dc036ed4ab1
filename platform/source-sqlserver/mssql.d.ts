/** What we use of the package, which brings no types. */
declare module 'mssql' {
  import type { SqlServerDriver } from './driver.ts';

  const driver: SqlServerDriver;
  export default driver;
}
