import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { MyBill, Payment } from '../api/payments.ts';

/** How often the platform is asked while somebody pays. */
const ASK_MS = 5_000;

/** How a bill is paid and asked about: by its payer, or at a window. */
export type PaymentCalls = {
  pay(id: string, way: Payment['way']): Promise<Payment>;
  ask(id: string): Promise<MyBill>;
};

/** Begins a payment and, while its code is shown, asks whether the money has come. `onPaid`: it has, or nothing is due any more. */
export function usePayment(bill: Pick<MyBill, 'id'>, { pay: begin, ask: look }: PaymentCalls, onPaid: () => void) {
  const ask = useMutation({
    mutationFn: () => look(bill.id),
    onSuccess: ({ state }) => (state === 'due' ? undefined : onPaid()),
  });
  const pay = useMutation({
    mutationFn: (way: Payment['way']) => begin(bill.id, way),
    onSuccess: ({ way, address }) => (way === 'phone' ? window.location.assign(address) : undefined),
  });
  const code = pay.data?.way === 'code' ? pay.data : undefined;
  const again = useEffectEvent(() => ask.mutate());
  useEffect(() => {
    if (!code) return undefined;
    const timer = setInterval(() => again(), ASK_MS);
    return () => clearInterval(timer);
  }, [code]);
  return { pay, ask, code };
}
