/** What we use of the package, which brings no types. */
declare module 'oracledb' {
  import type { OracleDriver } from './driver.ts';

  const driver: OracleDriver;
  export default driver;
}
