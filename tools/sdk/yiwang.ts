// SDK of the data interfaces of Yiwang, for departments' systems. One file, no packages: copy it, or import it from the platform's repository.
import { createHash, createHmac, randomUUID } from 'node:crypto';

export type ClientOptions = {
  /** Where the platform answers, as in `https://data.example.gov.cn`. */
  origin: string;
  /** `ak_…`, made for your application on the platform's console. */
  key: string;
  /** `sk_…`, shown once when the key was made. Keep it out of code and logs. */
  secret: string;
  /** What requests are signed with; the national algorithm by default. */
  algorithm?: 'sm3' | 'sha256';
  /** Tries after an answer that asks to come again (429 and 503); 3 by default. */
  retries?: number;
  /** A longer wait than this is not waited for, but told by the error; 60 seconds by default. */
  longestWaitSeconds?: number;
};

export type CallOptions = {
  /** The version that your system was written for, as `1.2.0` or `1`; without one, the version in use. */
  version?: string;
  /** A purpose of your grant. */
  purpose: string;
  /** The case, in your system, that the data are needed for. */
  caseNo: string;
  parameters: Readonly<Record<string, string>>;
  signal?: AbortSignal;
};

type LocalText = { zh: string; en: string };
export type Row = {
  values: Record<string, string | null>;
  sources: Record<string, { organisation: string; resource: string; at: string }>;
};

/** What an interface answered; which parts are there follows from `mode`. */
export type Answer = {
  callId: string;
  mode: 'rows' | 'verify' | 'score' | 'aggregate';
  /** Proof of the exchange; ask for it with {@link Client.receipt}. */
  receipt: { id: string; salt: string };
  result?: 'match' | 'no-match' | 'not-found' | 'scored';
  rows?: Row[];
  /** The `cursor` of the next page. */
  next?: string;
  score?: number;
  band?: { id: string; title: LocalText };
  groups?: { by: Record<string, string | null>; values: Record<string, number | string | null> }[];
  hidden?: number;
  protection?: { minimumGroup: number; rounding?: number; held: boolean; text: LocalText };
  /** The version you call goes out of use; this is its last day. */
  notice?: { version: string; retiresOn: string };
};

/** A task of a case that waits for your system; it is yours until `lentUntil`, then it is given again. */
export type LentTask = {
  id: string;
  caseNo: string;
  matter: string;
  title: LocalText;
  task: LocalText;
  link?: string;
  organisation: string;
  openedAt: string;
  dueDate?: string;
  attempt: number;
  lentUntil: string;
  applicant: { name: string; citizenId: string };
  form: Record<string, unknown>;
};

/** What your system returns of a task: a result, or why there is none. Sent again under the same `key` it counts once. */
export type TaskAnswer = {
  key: string;
  result?: 'accept' | 'correct' | 'agree' | 'disagree' | 'approve' | 'refuse' | 'done';
  opinion?: string;
  /** Codes for the process; never personal data. */
  variables?: Record<string, string | number | boolean>;
  failure?: string;
};
export type TaskState = {
  id: string;
  state: 'open' | 'done' | 'cancelled' | 'failed';
  result?: string;
  caseNo: string;
  caseState: string;
};

/** A case that your system took in and handled whole, as it stands now; see POST /api/open/cases for each field. */
export type HandledCase = {
  /** Its number in your system: the same number is the same case, a higher version replaces a lower. */
  ownNo: string;
  version: number;
  /** 实施编码 of the matter. */
  taskCode: string;
  applicant: { number: string; name: string };
  channel: 'online' | 'window' | 'phone' | 'kiosk';
  state:
    | 'received'
    | 'correction'
    | 'accepted'
    | 'under-review'
    | 'approved'
    | 'refused'
    | 'closed'
    | 'withdrawn'
    | 'returned';
  submittedAt: string;
  acceptedAt?: string;
  decidedAt?: string;
  endedAt?: string;
  outcome?: 'approved' | 'refused';
  instant?: boolean;
  visits?: number;
  pauses?: { from: string; until?: string }[];
  steps: { name: string; nameEn?: string; at: string }[];
  result?: { title: string; number?: string };
  /** The platform's number of the case that this is a part of. */
  caseNo?: string;
  /** Another case than the one that looks the same there. */
  separate?: true;
};
/** What became of one returned case; `faulty` ones are corrected and sent again under a higher version. */
export type ReturnAnswer = {
  ownNo?: string;
  version?: number;
  outcome: 'taken' | 'replaced' | 'unchanged' | 'older' | 'faulty';
  heldVersion?: number;
  caseNo?: string;
  faults?: { path: string; code: string; message: LocalText }[];
};

/** A refusal, with what the platform said of it (RFC 9457). */
export class YiwangError extends Error {
  readonly status: number;
  /** Stable, as `interfaces.not-granted`; `sdk.…` for what this file found. */
  readonly code: string;
  /** What is wrong with single fields of the request. */
  readonly faults: readonly { pointer: string; code: string; detail?: string }[];
  readonly retryAfterSeconds: number | undefined;
  /** The number to quote when you ask for help. */
  readonly requestId: string | undefined;

  constructor(status: number, problem: Record<string, unknown>, retryAfterSeconds?: number) {
    super(String(problem['title'] ?? `Status ${status}`));
    this.name = 'YiwangError';
    this.status = status;
    this.code = String(problem['code'] ?? 'sdk.odd-answer');
    this.faults = Array.isArray(problem['errors']) ? problem['errors'] : [];
    this.retryAfterSeconds = retryAfterSeconds;
    this.requestId = typeof problem['requestId'] === 'string' ? problem['requestId'] : undefined;
  }
}

export type Client = {
  /** Calls an interface. @throws YiwangError */
  call(interfaceId: string, options: CallOptions): Promise<Answer>;
  /** All rows of an interface that answers in pages; each page is a call of its own, under the same purpose and case. */
  rows(interfaceId: string, options: CallOptions): AsyncGenerator<Row>;
  /** The receipt of an answer: its facts, its path in the batch, and the signed root. @throws YiwangError */
  receipt(id: string, signal?: AbortSignal): Promise<unknown>;
  /** Takes tasks that wait for your system, at least once each. @throws YiwangError */
  takeTasks(options?: { max?: number; signal?: AbortSignal }): Promise<LentTask[]>;
  /** Returns what became of a task. @throws YiwangError */
  answerTask(id: string, answer: TaskAnswer, signal?: AbortSignal): Promise<TaskState>;
  /** What the platform knows of a task: for a system that lost an answer. @throws YiwangError */
  showTask(id: string, signal?: AbortSignal): Promise<TaskState>;
  /** Returns cases that your system handled (at most 200), each answered by itself in their order; the batch may be sent again. @throws YiwangError */
  returnCases(cases: readonly HandledCase[], signal?: AbortSignal): Promise<ReturnAnswer[]>;
};

/** A client for one application's key. */
export function createClient(options: ClientOptions): Client {
  const { origin, key, secret, algorithm = 'sm3', retries = 3, longestWaitSeconds = 60 } = options;

  /** The headers of a request; signed anew for each try, since a nonce is used once. */
  const headers = (method: string, path: string, body: string): Record<string, string> => {
    const time = String(Date.now());
    const nonce = randomUUID();
    const hash = createHash(algorithm).update(body).digest('hex');
    const text = [method, path, time, nonce, hash].join('\n');
    return {
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      'x-yiwang-key': key,
      'x-yiwang-time': time,
      'x-yiwang-nonce': nonce,
      'x-yiwang-algorithm': algorithm,
      'x-yiwang-signature': createHmac(algorithm, secret).update(text).digest('hex'),
    };
  };

  const send = async (method: 'GET' | 'POST', path: string, body: string, signal?: AbortSignal): Promise<unknown> => {
    for (let attempt = 0; ; attempt += 1) {
      const response = await fetch(new URL(path, origin), {
        method,
        headers: headers(method, path, body),
        ...(body === '' ? {} : { body }),
        ...(signal ? { signal } : {}),
      });
      const text = await response.text();
      const answer = readJson(text);
      if (response.ok && answer !== undefined) return answer;
      const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
      const comeAgain = (response.status === 429 || response.status === 503) && wait <= longestWaitSeconds;
      if (!comeAgain || attempt >= retries)
        throw new YiwangError(response.status, answer ?? {}, Number.isNaN(wait) ? undefined : wait);
      await waitFor(wait * 1_000, signal);
    }
  };

  const client: Client = {
    async call(interfaceId, { version, purpose, caseNo, parameters, signal }) {
      const path = `/api/open/interfaces/${encodeURIComponent(interfaceId)}${version === undefined ? '' : `/v/${encodeURIComponent(version)}`}`;
      const answer = (await send('POST', path, JSON.stringify({ purpose, caseNo, parameters }), signal)) as Answer;
      // Without a receipt nobody could later show what was answered.
      if (typeof answer.receipt?.id !== 'string')
        throw new YiwangError(502, { code: 'sdk.no-receipt', title: 'The answer bears no receipt' });
      return answer;
    },
    async *rows(interfaceId, callOptions) {
      let cursor: string | undefined;
      do {
        const parameters = { ...callOptions.parameters, ...(cursor === undefined ? {} : { cursor }) };
        const answer = await client.call(interfaceId, { ...callOptions, parameters });
        yield* answer.rows ?? [];
        cursor = answer.next;
      } while (cursor !== undefined);
    },
    receipt: (id, signal) => send('GET', `/api/open/receipts/${encodeURIComponent(id)}`, '', signal),
    async takeTasks({ signal, ...what } = {}) {
      return ((await send('POST', '/api/open/tasks/take', JSON.stringify(what), signal)) as { tasks: LentTask[] })
        .tasks;
    },
    answerTask: (id, answer, signal) =>
      send('POST', `${taskPath(id)}/result`, JSON.stringify(answer), signal) as Promise<TaskState>,
    showTask: (id, signal) => send('GET', taskPath(id), '', signal) as Promise<TaskState>,
    async returnCases(cases, signal) {
      const answer = await send('POST', '/api/open/cases', JSON.stringify({ cases }), signal);
      return (answer as { results: ReturnAnswer[] }).results;
    },
  };
  return client;
}

const taskPath = (id: string): string => `/api/open/tasks/${encodeURIComponent(id)}`;

function readJson(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
