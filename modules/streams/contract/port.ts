/** Changes that one organisation's lines gave to another's systems. */
export type StreamFlow = {
  readonly provider: string;
  readonly consumer: string;
  readonly changes: number;
  readonly personal: number;
  readonly deliveries: number;
};

export type StreamsPort = {
  /** What left by subscriptions in whole days of Shanghai from `from` to before `to`. */
  flows(period: { from: Date; to: Date }): Promise<StreamFlow[]>;
};
