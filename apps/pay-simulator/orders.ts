import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type SimulatedOrder = {
  out_trade_no: string;
  prepay: string;
  description: string;
  total: number;
  notify_url: string;
  expires: number;
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  transaction_id: string | null;
  paidAt: number | null;
};

/** Orders this simulator knows, in a file when it is given one: who paid before a restart has paid after it. */
export type Orders = {
  find(no: string): SimulatedOrder | undefined;
  byPrepay(prepay: string): SimulatedOrder | undefined;
  all(): readonly SimulatedOrder[];
  put(order: SimulatedOrder): void;
};

export function openOrders(file: string | undefined): Orders {
  const before =
    file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SimulatedOrder[]) : [];
  const known = new Map(before.map((one) => [one.out_trade_no, one]));
  return {
    find: (no) => known.get(no),
    byPrepay: (prepay) => [...known.values()].find((one) => one.prepay === prepay),
    all: () => [...known.values()],
    put(order) {
      known.set(order.out_trade_no, order);
      if (file === undefined) return;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify([...known.values()]), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
