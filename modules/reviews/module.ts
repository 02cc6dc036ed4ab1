import { fileURLToPath } from 'node:url';
import type { Foundations, Module } from '@platform/module';
import type { CasesPort } from '@modules/cases/contract';
import type { ReviewsPort } from './contract/index.ts';
import { giveReview } from './features/give-review.ts';
import { reviewMeasures } from './measures.ts';
import { findReview } from './store/reviews.ts';

export type ReviewDeps = Pick<Foundations, 'database' | 'clock' | 'ids' | 'outbox' | 'audit' | 'sealer' | 'live'> & {
  cases: Pick<CasesPort, 'summary'>;
};

/** 好差评: people rate how their cases were handled. */
export function createReviews(deps: ReviewDeps): Module & { port: ReviewsPort } {
  const db = deps.database.forModule('reviews');
  return {
    name: 'reviews',
    migrations: { module: 'reviews', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [giveReview(deps)],
    measures: reviewMeasures(db),
    port: {
      async findOfCase(caseId) {
        const row = await db.read((tx) => findReview(tx, caseId));
        if (!row) return undefined;
        const comment = row.comment ? deps.sealer.openText(row.comment, `reviews.review:${row.id}:comment`) : '';
        return { stars: row.stars, comment, at: row.at.toISOString() };
      },
    },
  };
}
