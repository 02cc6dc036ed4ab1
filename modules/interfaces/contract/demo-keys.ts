/** Keys for the simulators of departments' systems that stand beside a demo. */
export type DemoKeys = {
  /**
   * Makes a key for an application and stops the one made so before; audited. The secret is told here and nowhere else.
   * @returns undefined outside a demo, and for an application that no pack in use names
   */
  renew(application: string, trace: string): Promise<{ keyId: string; secret: string } | undefined>;
};
