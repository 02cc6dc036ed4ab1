/**
 * One case after another, each by itself: one that cannot be handled leaves the others their turn.
 * @throws the first fault, once all had theirs
 */
export async function eachCase(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  for (const id of ids) {
    try {
      await work(id);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
}
