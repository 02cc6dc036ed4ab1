import type { LocalText } from '@platform/kernel';

/** What left as files and as results of sandbox queries, between two organisations. */
export type DeliveryFlow = {
  readonly provider: string;
  readonly consumer: string;
  /** Downloads. */
  readonly deliveries: number;
  /** Rows that these held. */
  readonly records: number;
  readonly kind: LocalText;
};

export type DeliveriesPort = {
  flows(period: { from: Date; to: Date }): Promise<DeliveryFlow[]>;
  /** Who gave and who took a delivery, and what (the first resource of it); undefined for one that is not there. */
  partiesOf(
    id: string,
  ): Promise<{ no: string; resource: string; providers: readonly string[]; consumer: string } | undefined>;
};
