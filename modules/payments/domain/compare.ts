export type Paid = { no: string; fen: bigint };
export type Difference = {
  no: string;
  what: 'missing-there' | 'unknown-here' | 'amount';
  ours: bigint | null;
  theirs: bigint | null;
};

/** What differs between what we have of a day and the platform's statement of it, by number: of orders paid, or of refunds. */
export function differencesOf(ours: readonly Paid[], theirs: readonly Paid[]): Difference[] {
  const there = new Map(theirs.map((one) => [one.no, one.fen]));
  const here = new Map(ours.map((one) => [one.no, one.fen]));
  return [
    ...ours.flatMap(({ no, fen }): Difference[] => {
      const told = there.get(no);
      if (told === undefined) return [{ no, what: 'missing-there', ours: fen, theirs: null }];
      return told === fen ? [] : [{ no, what: 'amount', ours: fen, theirs: told }];
    }),
    ...[...there].flatMap(([no, fen]): Difference[] =>
      here.has(no) ? [] : [{ no, what: 'unknown-here', ours: null, theirs: fen }],
    ),
  ];
}
