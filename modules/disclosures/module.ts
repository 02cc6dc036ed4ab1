import { fileURLToPath } from 'node:url';
import type { Module } from '@platform/module';
import type { DisclosuresPort } from './contract/index.ts';
import type { DisclosureDeps, Own } from './deps.ts';
import { answerQuestion } from './features/answer-question.ts';
import { askQuestion } from './features/ask-question.ts';
import { changeMyQuestion } from './features/change-my-question.ts';
import { downloadReceipt } from './features/download-receipt.ts';
import { groupMyReads } from './features/group-my-reads.ts';
import { listHolders } from './features/list-holders.ts';
import { listMyQuestions, showMyQuestion } from './features/list-my-questions.ts';
import { listMyReads } from './features/list-my-reads.ts';
import { listQuestionsToAnswer } from './features/list-questions.ts';
import { showGrant } from './features/show-grant.ts';
import { showQuestion } from './features/show-question.ts';
import { showQuestionBoard } from './features/show-question-board.ts';
import { summariseMyReads } from './features/summarise-my-reads.ts';
import { forgetReadsHandler, forgetReadsJob } from './jobs/forget-reads.ts';
import { watchClocksHandler, watchClocksJob } from './jobs/watch-clocks.ts';
import { questionMeasures } from './measures.ts';
import { resourceWords } from './resource-words.ts';
import { readsInQuestion } from './store/questions.ts';

export type { DisclosureDeps, IdentityOfPeople, Mandate } from './deps.ts';

/** 我的数据: people and firms see who read their data and why, ask or object, and get an answer in time. The reads stand in the platform's audit. */
export function createDisclosures(deps: DisclosureDeps): Module & { port: DisclosuresPort } {
  const own: Own = {
    ...deps,
    db: deps.database.forModule('disclosures'),
    words: resourceWords(deps.packs, deps),
  };
  return {
    name: 'disclosures',
    migrations: { module: 'disclosures', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      listHolders(own),
      listMyReads(own),
      summariseMyReads(own),
      groupMyReads(own),
      downloadReceipt(own),
      showGrant(own),
      askQuestion(own),
      listMyQuestions(own),
      showMyQuestion(own),
      changeMyQuestion(own, 'escalate'),
      changeMyQuestion(own, 'withdraw'),
      listQuestionsToAnswer(own),
      showQuestionBoard(own),
      showQuestion(own),
      answerQuestion(own),
    ],
    jobs: [watchClocksHandler(own), forgetReadsHandler(own)],
    schedules: [
      { name: watchClocksJob.name, crontab: '*/5 * * * *' },
      { name: forgetReadsJob.name, crontab: '40 18 * * *' },
    ],
    measures: questionMeasures(own),
    port: {
      resourceTitle: (resource) => own.words.resource(resource, false),
      fieldTitle: own.words.field,
      disputedReads: () => own.db.readOnce(readsInQuestion),
    },
  };
}
