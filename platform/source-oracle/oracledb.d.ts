/** What we use of the package, which brings no types. */
declare module 'oracledb' {
  const driver: import('./driver.ts').OracleDriver;
  export default driver;
}
