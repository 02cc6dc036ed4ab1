import { DomainError } from '@platform/kernel';

const PREFIX = 'source-files.';

/** A fault of `@platform/source-files` under this module's name, by which stored loads and their readers know it; any other as it is. */
export function asLoadFault(error: unknown): unknown {
  if (!(error instanceof DomainError) || !error.code.startsWith(PREFIX)) return error;
  return new DomainError(
    `exchange.${error.code.slice(PREFIX.length)}`,
    { ...error.text, status: error.status },
    error.params,
    { cause: error },
  );
}

/** Does `work`, its faults told as {@link asLoadFault} says. */
export async function withLoadFaults<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw asLoadFault(error);
  });
}
