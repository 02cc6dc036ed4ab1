/** Alerts about unusual reads, as other modules may ask for them. */
export type DataSecurityPort = {
  /** Alerts that nobody has closed yet. */
  openAlerts(): Promise<number>;
};
