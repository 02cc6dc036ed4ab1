import type { TextsLike } from './language.ts';
import type { zh } from './zh.ts';

export const en: TextsLike<typeof zh> = {
  language: { other: '中文', otherLang: 'zh-CN' },
  clock: {
    left: '{{count}} working days left',
    left_one: '1 working day left',
    today: 'Due today',
    over: '{{count}} working days overdue',
    over_one: '1 working day overdue',
    due: 'Due by {{date}}',
    provisional: "Provisional: it is counted again once next year's holidays are published",
    paused: 'Clock paused: {{reason}}',
    green: 'On time',
    amber: 'Due soon',
    red: 'Due or overdue',
  },
  source: {
    mark: '{{office}} {{when}}',
    explain: 'Filled in from the data of {{office}}, fetched {{when}}.',
    purpose: 'Purpose: {{purpose}}',
    label: 'Source of the data: {{office}}, {{when}}',
  },
  when: { today: 'today {{time}}', yesterday: 'yesterday {{time}}' },
  error: {
    title: 'This step was not completed',
    network: 'No connection to the server',
    networkDo: 'Please check your network and try again.',
    slow: 'The server has not answered for a long time',
    server: 'Something broke on our side; you did nothing wrong',
    serverDo: 'Please try again later. If it still fails, call 12345 and quote the number below.',
    signIn: 'Your sign-in has expired; please sign in again',
    signInDo: 'You will come back to this page afterwards.',
    forbidden: 'You do not have the right to see or do this',
    notFound: 'What you asked for was not found',
    busy: 'Too many attempts; please wait a moment and try again',
    kept: 'Kept: {{what}}',
    number: 'Number to quote: ',
    retry: 'Try again',
    signInAgain: 'Sign in again',
  },
  progress: { percent: '{{percent}}%', unknown: 'In progress' },
};
