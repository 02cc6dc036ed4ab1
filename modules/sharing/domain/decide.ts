import { citesLaw, type LocalText, type WorkingCalendar } from '@platform/kernel';
import { LIMITS, inTime, resumeClock, startClock, stopClock, type Clock } from './clock.ts';
import { sharingErrors } from './errors.ts';
import type { Asked, Decision, Level, Request, RequestState, RuleFacts, Step, Turn } from './request.ts';
import { ACT_WORDS, STATE_WORDS, type Act } from './words.ts';

/** Who acts. `rules`: nobody; the formal rules and a table of the provider. */
export type By = { as: 'applicant' | 'provider' | 'authority' | 'rules'; organisation: string; account: string };

/** What the rules found when a request was handed in. */
export type RuleAnswer = { outcome: 'agree' | 'refuse'; facts: RuleFacts; reason: LocalText; law: LocalText };

/** What is known of the resource when a request is handed in. */
export type Assessment = {
  resourceVersion: string;
  highestGrade: number;
  level: Level;
  /** Working days for the answer: 1 or 10. */
  replyDays: number;
  /** Undefined where a human must answer. */
  rules: RuleAnswer | undefined;
  /** The authority cannot check what it asked for itself: the formal rules are its check. */
  selfChecked: boolean;
};

export type Command =
  /** `provider`: of the resource asked for. */
  | { do: 'edit'; asked: Asked; provider: string }
  | { do: 'submit'; assessment: Assessment }
  | { do: 'check'; pass: true }
  | { do: 'check'; pass: false; reason: string; law: string }
  | { do: 'return'; what: string }
  | { do: 'decide'; fields: readonly string[]; dropped: Record<string, string>; reason?: string; law?: string }
  | { do: 'extend'; days: number; reason: string }
  | { do: 'answer-extension'; consent: boolean; reason: string }
  | { do: 'deliver'; grantId: string; interface?: string; automatic: boolean }
  | { do: 'object'; text: string }
  | { do: 'arbitrate'; uphold: boolean; finding: string; law: string }
  | { do: 'urge'; text: string }
  | { do: 'rate'; stars: number; text?: string }
  | { do: 'end'; reason: string | LocalText }
  | { do: 'withdraw'; reason: string | LocalText }
  /** Something happened to a dispute about it: the request stays as it is, its timeline tells. */
  | {
      do: 'dispute';
      step: 'disputed' | 'dispute-answered' | 'dispute-settled' | 'dispute-withdrawn';
      detail: { dispute: string; no: string; text?: string; law?: string; inFavour?: string };
    };

export type Circumstances = { now: Date; calendar: WorkingCalendar; by: By };

/** A text that a person wrote, in whichever language: both readers see it as it is. */
const asWritten = (text: string): LocalText => ({ zh: text, en: text });

/**
 * What a command makes of a request. Pure: the same request, command and circumstances give the same turn.
 * @throws sharing.own-request, wrong-state, corrected-once, reason-missing, fields-not-asked, nothing-given, extension-once, no-extension,
 * no-objection, not-rated
 */
export function decide(request: Request, command: Command, facts: Circumstances): Turn {
  const { now, by } = facts;
  refuseOwn(request, by);
  switch (command.do) {
    case 'edit': {
      expectState(request, 'edit', ['draft', 'correction']);
      // What is corrected stays the same request: another resource or application is another one.
      if (request.state === 'draft') return turn({ ...request, asked: command.asked, provider: command.provider }, []);
      const { resource, application } = request.asked;
      return turn({ ...request, asked: { ...command.asked, resource, application } }, []);
    }
    case 'submit':
      return submit(request, command.assessment, facts);
    case 'check': {
      expectState(request, 'check', ['submitted']);
      const checked = { ...request, checkedAt: now };
      if (command.pass)
        return turn({ ...checked, state: 'with-provider', clock: startClock('reply', replyDaysOf(request), now) }, [
          { kind: 'checked', detail: { days: replyDaysOf(request) } },
        ]);
      demandLaw(command.law);
      return answer(
        checked,
        {
          ...bareDecision(by, now),
          outcome: 'refused',
          fields: [],
          dropped: [],
          reason: asWritten(command.reason),
          law: asWritten(command.law),
        },
        facts,
        [{ kind: 'checked', detail: { failed: true } }],
      );
    }
    case 'return': {
      expectState(request, 'return', ['submitted', 'with-provider']);
      if (request.correction) throw sharingErrors.correctedOnce();
      const backTo = request.state === 'submitted' ? 'submitted' : 'with-provider';
      return turn(
        {
          ...request,
          state: 'correction',
          clock: stopClock(clockOf(request), now),
          correction: { what: command.what, at: now, by: by.as === 'provider' ? 'provider' : 'authority', backTo },
        },
        [{ kind: 'returned', detail: { what: command.what } }],
      );
    }
    case 'decide':
      return byPeople(request, command, facts);
    case 'extend': {
      expectState(request, 'extend', ['with-provider']);
      const clock = clockOf(request);
      if (request.extension || replyDaysOf(request) === LIMITS.unconditional || !inTime(clock, now, facts.calendar))
        throw sharingErrors.extensionOnce();
      return turn({ ...request, extension: { days: command.days, reason: command.reason, state: 'asked' } }, [
        { kind: 'extension-asked', detail: { days: command.days, reason: command.reason } },
      ]);
    }
    case 'answer-extension': {
      const { extension } = request;
      if (request.state !== 'with-provider' || extension?.state !== 'asked') throw sharingErrors.noExtension();
      const clock = clockOf(request);
      return turn(
        {
          ...request,
          clock: command.consent ? { ...clock, days: clock.days + extension.days } : clock,
          extension: { ...extension, state: command.consent ? 'consented' : 'declined', answer: command.reason },
        },
        [
          {
            kind: command.consent ? 'extended' : 'extension-declined',
            detail: { days: extension.days, reason: command.reason },
          },
        ],
      );
    }
    case 'deliver': {
      expectState(request, 'deliver', ['delivering']);
      const { clock: _done, ...rest } = request;
      const { grantId, automatic } = command;
      const through = command.interface === undefined ? {} : { interface: command.interface };
      return turn({ ...rest, state: 'in-use', delivery: { at: now, grantId, automatic, ...through } }, [
        { kind: 'delivered', detail: { grantId, automatic, ...through } },
      ]);
    }
    case 'object':
      return object(request, command.text, facts);
    case 'arbitrate':
      return arbitrate(request, command, facts);
    case 'urge':
      expectState(request, 'urge', ['submitted', 'with-provider', 'with-authority', 'delivering']);
      return turn(request, [{ kind: 'urged', detail: { text: command.text } }]);
    case 'rate':
      if (!request.delivery || request.rating) throw sharingErrors.notRated();
      return turn(
        {
          ...request,
          rating: { stars: command.stars, at: now, ...(command.text === undefined ? {} : { text: command.text }) },
        },
        [{ kind: 'rated', detail: { stars: command.stars, ...(command.text ? { text: command.text } : {}) } }],
      );
    case 'end':
      expectState(request, 'end', ['in-use', 'delivering']);
      return close(request, 'ended', command.reason, now);
    case 'withdraw':
      expectState(request, 'withdraw', ['draft', 'submitted', 'correction', 'with-provider', 'with-authority']);
      return close(request, 'withdrawn', command.reason, now);
    case 'dispute':
      return turn(request, [{ kind: command.step, detail: command.detail }]);
  }
}

/** Whoever answers, checks or settles must be someone else than whoever asked, from another organisation. */
function refuseOwn(request: Request, by: By): void {
  if (by.as !== 'provider' && by.as !== 'authority') return;
  if (by.organisation === request.applicant || by.account === request.account)
    throw sharingErrors.ownRequest({ applicant: request.applicant });
}

function expectState(request: Request, act: Act, states: readonly RequestState[]): void {
  if (!states.includes(request.state))
    throw sharingErrors.wrongState({ state: STATE_WORDS[request.state], act: ACT_WORDS[act] });
}

function submit(request: Request, assessment: Assessment, { now, by, calendar }: Circumstances): Turn {
  expectState(request, 'submit', ['draft', 'correction']);
  const { resourceVersion, highestGrade, level, replyDays, rules } = assessment;
  const corrected = request.state === 'correction' ? request.correction : undefined;
  const handedIn: Request = corrected
    ? {
        ...request,
        highestGrade,
        level,
        state: corrected.backTo,
        clock: resumeClock(clockOf(request), now),
        correction: { ...corrected, doneAt: now },
      }
    : { ...request, state: 'submitted', resourceVersion, highestGrade, level, replyDays, submittedAt: now };
  const steps: Step[] = corrected
    ? [{ kind: 'corrected', detail: {} }]
    : [{ kind: 'submitted', detail: { fields: request.asked.fields.length, highestGrade, level } }];
  if (rules) {
    const decision: Decision = {
      by: 'rules',
      organisation: request.provider,
      at: now,
      outcome: rules.outcome === 'agree' ? 'agreed' : 'refused',
      fields: rules.outcome === 'agree' ? [...request.asked.fields] : [],
      dropped: [],
      reason: rules.reason,
      law: rules.law,
      rule: rules.facts,
    };
    const checked: Request = {
      ...handedIn,
      checkedAt: now,
      clock: handedIn.clock?.kind === 'reply' ? handedIn.clock : startClock('reply', replyDays, now),
    };
    return settleOrPropose(checked, decision, { now, by, calendar }, [
      ...steps,
      { kind: 'checked', detail: { byRules: true } },
    ]);
  }
  if (corrected) return turn(handedIn, steps);
  if (assessment.selfChecked)
    return turn({ ...handedIn, checkedAt: now, state: 'with-provider', clock: startClock('reply', replyDays, now) }, [
      ...steps,
      { kind: 'checked', detail: { byRules: true, days: replyDays } },
    ]);
  return turn({ ...handedIn, clock: startClock('check', LIMITS.check, now) }, steps);
}

function byPeople(request: Request, command: Extract<Command, { do: 'decide' }>, facts: Circumstances): Turn {
  expectState(request, 'decide', [facts.by.as === 'authority' ? 'with-authority' : 'with-provider']);
  // The authority may give no more than the provider agreed to.
  const open = request.proposed?.fields ?? request.asked.fields;
  const beyond = command.fields.filter((field) => !open.includes(field));
  if (beyond.length > 0) throw sharingErrors.fieldsNotAsked({ fields: beyond.join('、') });
  const fields = open.filter((field) => command.fields.includes(field));
  const refused = command.reason !== undefined && command.fields.length === 0;
  // A check of facts (verify) asks for no field, so that none given is no refusal.
  if (!refused && fields.length === 0 && open.length > 0) throw sharingErrors.nothingGiven();
  const before = request.proposed?.dropped ?? [];
  const dropped = [
    ...before,
    ...open
      .filter((field) => !refused && !fields.includes(field))
      .map((field) => ({ field, reason: command.dropped[field]?.trim() ?? '' })),
  ];
  const adverse = refused || dropped.length > before.length;
  const law = command.law?.trim();
  if (adverse && (!law || (refused && !command.reason?.trim()) || dropped.some(({ reason }) => reason === '')))
    throw sharingErrors.reasonMissing();
  if (adverse && law) demandLaw(law);
  const decision: Decision = {
    ...bareDecision(facts.by, facts.now),
    outcome: refused ? 'refused' : dropped.length > 0 ? 'partly-agreed' : 'agreed',
    fields: refused ? [] : fields,
    dropped: refused ? [] : dropped,
    ...(command.reason?.trim() ? { reason: asWritten(command.reason.trim()) } : {}),
    ...(law ? { law: asWritten(law) } : request.proposed?.law ? { law: request.proposed.law } : {}),
    ...(request.proposed?.rule ? { rule: request.proposed.rule } : {}),
  };
  return facts.by.as === 'authority'
    ? answer(request, decision, facts, [])
    : settleOrPropose(request, decision, facts, []);
}

/** What is agreed at the highest level goes on to the authority, while the same clock runs. */
function settleOrPropose(request: Request, decision: Decision, facts: Circumstances, steps: Step[]): Turn {
  if (decision.outcome === 'refused' || request.level !== 'authority') return answer(request, decision, facts, steps);
  return turn({ ...request, state: 'with-authority', proposed: decision }, [
    ...steps,
    { kind: 'proposed', detail: stepOf(decision) },
  ]);
}

function answer(request: Request, decision: Decision, { now, by }: Circumstances, steps: Step[]): Turn {
  const kind = request.state === 'with-authority' && by.as === 'authority' ? 'consented' : 'decided';
  const { clock: _done, ...rest } = request;
  if (decision.outcome === 'refused')
    return turn({ ...rest, state: 'refused', decision }, [...steps, { kind, detail: stepOf(decision) }]);
  return turn({ ...rest, state: 'delivering', decision, clock: startClock('deliver', LIMITS.deliver, now) }, [
    ...steps,
    { kind, detail: stepOf(decision) },
  ]);
}

function object(request: Request, text: string, { now, calendar }: Circumstances): Turn {
  const against =
    request.state === 'refused'
      ? 'refusal'
      : request.decision?.outcome === 'partly-agreed' && (request.state === 'delivering' || request.state === 'in-use')
        ? 'dropped-fields'
        : request.state === 'with-provider' && !inTime(clockOf(request), now, calendar)
          ? 'silence'
          : undefined;
  if (against === undefined || request.objection) throw sharingErrors.noObjection();
  return turn(
    {
      ...request,
      objection: { against, text, at: now, state: 'open', clock: startClock('arbitrate', LIMITS.arbitrate, now) },
    },
    [{ kind: 'objected', detail: { against, text } }],
  );
}

/** What goes against somebody names what it rests on. @throws sharing.law-not-named */
function demandLaw(law: string): void {
  if (!citesLaw(law)) throw sharingErrors.lawNotNamed();
}

/** Upheld: all that was asked for is given, whoever kept silent, dropped or refused it. */
function arbitrate(request: Request, command: Extract<Command, { do: 'arbitrate' }>, { now, by }: Circumstances): Turn {
  const { objection } = request;
  if (objection?.state !== 'open')
    throw sharingErrors.wrongState({ state: STATE_WORDS[request.state], act: ACT_WORDS.arbitrate });
  const { finding, law, uphold } = command;
  demandLaw(law);
  const settled: Request = {
    ...request,
    objection: { ...objection, state: uphold ? 'upheld' : 'dismissed', finding, law, doneAt: now },
  };
  const step: Step = { kind: 'arbitrated', detail: { uphold, finding, law } };
  // Meanwhile the provider may have answered, or the applicant ended it: the finding stands beside that.
  const stillOpen = ['refused', 'delivering', 'in-use', 'with-provider'].includes(request.state);
  if (!uphold || !stillOpen || request.decision?.outcome === 'agreed') return turn(settled, [step]);
  const decision: Decision = {
    ...bareDecision(by, now),
    outcome: 'agreed',
    fields: [...request.asked.fields],
    dropped: [],
    reason: asWritten(finding),
    law: asWritten(law),
  };
  return turn({ ...settled, state: 'delivering', decision, clock: startClock('deliver', LIMITS.deliver, now) }, [step]);
}

function close(request: Request, state: 'ended' | 'withdrawn', reason: string | LocalText, now: Date): Turn {
  const { clock: _over, ...rest } = request;
  return turn({ ...rest, state, endedAt: now, endReason: reason }, [{ kind: state, detail: { reason } }]);
}

const turn = (request: Request, steps: Step[]): Turn => ({
  request: { ...request, revision: request.revision + 1 },
  steps,
});

function clockOf(request: Request): Clock {
  if (!request.clock) throw new Error(`Request ${request.id} is ${request.state} without a clock`);
  return request.clock;
}

const replyDaysOf = (request: Request): number => request.replyDays ?? LIMITS.conditional;

const bareDecision = (by: By, at: Date): Pick<Decision, 'by' | 'organisation' | 'at'> => ({
  by: by.as === 'authority' ? 'authority' : 'provider',
  organisation: by.organisation,
  at,
});

/** What of a decision stands in the timeline. */
const stepOf = (decision: Decision): Record<string, unknown> => ({
  outcome: decision.outcome,
  by: decision.by,
  fields: decision.fields,
  dropped: decision.dropped,
  ...(decision.reason ? { reason: decision.reason } : {}),
  ...(decision.law ? { law: decision.law } : {}),
  ...(decision.rule ? { clause: decision.rule.clause, row: decision.rule.row } : {}),
});

/** The organisation that must act now; undefined when nobody must. */
export function responsibleFor(request: Request, authority: string | undefined): string | undefined {
  switch (request.state) {
    case 'submitted':
    case 'with-authority':
      return authority;
    case 'with-provider':
    case 'delivering':
      return request.provider;
    case 'correction':
      return request.applicant;
    default:
      return undefined;
  }
}
