/** Money is whole fen (1/100 yuan) in a bigint, never a float. */
export type Fen = bigint;

/** Reads an amount in yuan with at most two decimals; undefined when it is not one. */
export function parseYuan(text: string): Fen | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/^¥/, '').replaceAll(',', ''));
  if (!match) return undefined;
  const [, sign, yuan, decimals = ''] = match;
  const fen = BigInt(yuan as string) * 100n + BigInt(decimals.padEnd(2, '0'));
  return sign ? -fen : fen;
}

/** `¥1,234.50` */
export function formatYuan(fen: Fen): string {
  const absolute = fen < 0n ? -fen : fen;
  const yuan = (absolute / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0n ? '-' : ''}¥${yuan}.${(absolute % 100n).toString().padStart(2, '0')}`;
}
