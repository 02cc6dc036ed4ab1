/** What we use of the package, which brings no types. */
declare module 'mssql' {
  const driver: import('./driver.ts').SqlServerDriver;
  export default driver;
}
