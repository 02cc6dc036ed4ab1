import { fileURLToPath } from 'node:url';
import type { Actor } from '@platform/access';
import { openDrawing, type Drawing } from '@platform/documents';
import type { Feature } from '@platform/http';
import type { Foundations, Module } from '@platform/module';
import type { IdentityPort } from '@modules/identity/contract';
import type { InterfacesPort } from '@modules/interfaces/contract';
import type { MattersPort } from '@modules/matters/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import { showApplicationForm, showWorkApplicationForm } from './application-form/show-application-form.ts';
import { showBlankForm } from './application-form/show-blank-form.ts';
import { reopenRemark, resolveRemark, withdrawRemark } from './comments/act-on-comment.ts';
import { listCommentReaders, listComments, listMentions, seeComments } from './comments/list-comments.ts';
import { writeComment } from './comments/write-comment.ts';
import { beginUpload } from './attachments/begin-upload.ts';
import { CLEAR_ATTACHMENTS, clearAttachments } from './attachments/clear-attachments.ts';
import { continueUpload, removeFile, showMyFile } from './attachments/continue-upload.ts';
import { listMyFiles, listWorkFiles, showWorkFile } from './attachments/list-files.ts';
import type { CasesPort, CreditPort, MessageChannel } from './contract/index.ts';
import { cityLimits } from './city-limits.ts';
import { DEFAULT_LIMITS, type CaseLimits } from './domain/clock.ts';
import { acceptCase, approveCase, refuseCase, requestCorrection } from './features/decide-case.ts';
import { onBillPaid } from './fees.ts';
import { FIRE_TIMERS, fireTimers } from './fire-timers.ts';
import { processModels, type ProcessModels } from './flow/process-models.ts';
import { listMyCases } from './features/list-my-cases.ts';
import { completeTask, completeTasks } from './features/complete-task.ts';
import { askExtension, answerExtension } from './features/extend-case.ts';
import { answerJointExtension, listJointExtensions } from './features/joint-extensions.ts';
import { showEscalations } from './features/list-escalations.ts';
import { resumeCase, suspendCase } from './features/suspend-case.ts';
import { WATCH_LIGHTS, watchLights } from './watch-lights.ts';
import { showDeliveryReceipt, showMyDocument, showWorkDocument } from './features/show-document.ts';
import { openNoticeSeals, type NoticeSeals } from './notice-file.ts';
import { SEND_MESSAGES, sendMessages } from './send-messages.ts';
import {
  addSigner,
  claimTask,
  countersignTask,
  handOver,
  passOnTask,
  releaseTask,
  retryTask,
  returnTask,
  takeBackTask,
  takeOverTask,
  urgeTask,
} from './features/act-on-task.ts';
import { answerOpenTask, showOpenTask, takeOpenTasks } from './features/open-tasks.ts';
import { showSystems } from './features/show-systems.ts';
import { addSubstitute, listSubstitutes, removeSubstitute } from './features/substitutes.ts';
import { creditByInterface } from './credit-check.ts';
import { acceptIncomplete, receivePapers } from './features/missing-papers.ts';
import { WATCH_PROCEDURES, watchProcedures } from './watch-procedures.ts';
import { WATCH_STOPPED, watchStopped } from './watch-stopped.ts';
import { WATCH_PAPERS, watchPapers } from './watch-papers.ts';
import { showBoard, showBoardCases } from './features/board.ts';
import { listStopped } from './features/list-stopped.ts';
import { listTasks } from './features/list-tasks.ts';
import { listMoveTargets, moveCase, previewMove } from './moves/move-case.ts';
import { countVersions, moveCases, tryMoves } from './moves/move-cases.ts';
import { resumeProcess } from './features/resume-process.ts';
import { listWorkCases } from './features/list-work-cases.ts';
import { listMyReturned, listReturnedFaults, showReturned, showReturnedSystems } from './pool/show-returned.ts';
import { playReturned } from './pool/play-returned.ts';
import { returnCases } from './pool/return-cases.ts';
import { exportVolumes } from './volumes/export-volumes.ts';
import { FOLD_VOLUMES, foldVolumes } from './volumes/fold-volumes.ts';
import { listVolumeRecords } from './volumes/list-volume-records.ts';
import { showVolumes } from './volumes/show-volumes.ts';
import { volumeMeasure } from './volumes/volume-measure.ts';
import { showDraft } from './drafts/show-draft.ts';
import { openDraft } from './features/open-draft.ts';
import { saveDraft } from './features/save-draft.ts';
import { showMyCase } from './features/show-my-case.ts';
import { showExaminationSheet } from './examination-sheet/show-examination-sheet.ts';
import { showCaseOutline } from './features/show-case-outline.ts';
import { showWorkCase } from './features/show-work-case.ts';
import { resubmitCase, submitCase } from './features/submit-case.ts';
import { referCase } from './features/refer-case.ts';
import { withdrawCase } from './features/withdraw-case.ts';
import { countVisit, countVisitAtWindow, takeVisitBack, takeVisitBackAtWindow } from './visits/count-visit.ts';
import {
  correctAtWindow,
  listAtWindow,
  openAtWindow,
  showAtWindow,
  showReceipt,
  showVisitor,
} from './window/cases-at-window.ts';
import { OWN, WINDOW, type Door } from './window/doors.ts';
import { receiveVisitor } from './window/receive-visitor.ts';
import { listWindowPlaces } from './window/window-places.ts';
import { caseMeasures } from './measures.ts';
import { casesPort } from './port.ts';
import { onLicenceIssued } from './reactions/on-licence-issued.ts';
import { onReviewGiven } from './reactions/on-review-given.ts';
import { adoptOpenCases } from './store/adopt-cases.ts';
import { caseContents } from './sealed-contents.ts';
import { recomputeProvisional, watchLimits, WATCH_LIMITS } from './watch-limits.ts';

export type CasesDeps = Foundations & {
  identity: Pick<
    IdentityPort,
    'citizenOf' | 'subjectOf' | 'staffOf' | 'staffWho' | 'accountOfSubject' | 'firmOfSubject'
  >;
  organisations: OrganisationsPort;
  interfaces: Pick<InterfacesPort<Actor>, 'call'>;
  matters: MattersPort;
  /** Where the city's credit records are asked for when a case is handed in; by the packs' own grant unless given. */
  credit?: CreditPort<Actor>;
  /** Sends notices outwards, where the city has such a channel; the applicant's inbox has them in any case. */
  messages?: MessageChannel;
  /** Limits that hold whatever the packs' calendar says. */
  limits?: Partial<CaseLimits>;
};

/** Everything a part of this module may need. */
export type CaseTools = Omit<CasesDeps, 'limits'> & {
  db: ReturnType<Foundations['database']['forModule']>;
  contents: ReturnType<typeof caseContents>;
  models: ProcessModels;
  drawing: Drawing;
  seals: NoticeSeals;
  limits: CaseLimits;
};

/** What both do who fill in a form: its applicant, and an officer for them at a window. */
function throughDoor(tools: CaseTools, door: Door): Feature[] {
  return [
    saveDraft(tools, door),
    showDraft(tools, door),
    showApplicationForm(tools, door),
    beginUpload(tools, door),
    continueUpload(tools, door),
    showMyFile(tools, door),
    listMyFiles(tools, door),
    removeFile(tools, door),
    submitCase(tools, door),
    resubmitCase(tools, door),
  ];
}

/** Cases (办件): one person's use of a matter, from draft to completion. */
export function createCases(deps: CasesDeps): Module & { port: CasesPort } {
  const credit = deps.credit ?? creditByInterface(deps);
  const tools: CaseTools = {
    ...deps,
    db: deps.database.forModule('cases'),
    contents: caseContents(deps.sealer),
    models: processModels(deps.matters),
    drawing: openDrawing(),
    seals: openNoticeSeals(deps),
    limits: { ...DEFAULT_LIMITS, ...cityLimits(deps.packs), ...deps.limits },
    ...(credit ? { credit } : {}),
  };
  return {
    name: 'cases',
    port: casesPort(tools),
    migrations: { module: 'cases', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
    features: [
      openDraft(tools),
      listMyCases(tools),
      showMyCase(tools),
      ...[OWN, WINDOW].flatMap((door) => throughDoor(tools, door)),
      receiveVisitor(tools),
      showVisitor(tools),
      openAtWindow(tools),
      correctAtWindow(tools),
      listAtWindow(tools),
      listWindowPlaces(tools),
      showAtWindow(tools),
      showReceipt(tools),
      countVisit(tools),
      countVisitAtWindow(tools),
      takeVisitBack(tools),
      takeVisitBackAtWindow(tools),
      listWorkFiles(tools),
      showWorkFile(tools),
      withdrawCase(tools),
      acceptIncomplete(tools),
      receivePapers(tools),
      showBoard(tools),
      showBoardCases(tools),
      suspendCase(tools),
      resumeCase(tools),
      askExtension(tools),
      answerExtension(tools),
      listJointExtensions(tools),
      answerJointExtension(tools),
      showEscalations(tools),
      showWorkDocument(tools),
      showDeliveryReceipt(tools),
      showWorkApplicationForm(tools),
      showBlankForm(tools),
      showMyDocument(tools),
      listComments(tools),
      listCommentReaders(tools),
      writeComment(tools),
      resolveRemark(tools),
      reopenRemark(tools),
      withdrawRemark(tools),
      seeComments(tools),
      listMentions(tools),
      listTasks(tools),
      listStopped(tools),
      resumeProcess(tools),
      previewMove(tools),
      moveCase(tools),
      listMoveTargets(tools),
      tryMoves(tools),
      moveCases(tools),
      countVersions(tools),
      completeTask(tools),
      claimTask(tools),
      releaseTask(tools),
      passOnTask(tools),
      addSigner(tools),
      countersignTask(tools),
      urgeTask(tools),
      takeBackTask(tools),
      returnTask(tools),
      handOver(tools),
      retryTask(tools),
      takeOverTask(tools),
      takeOpenTasks(tools),
      answerOpenTask(tools),
      showOpenTask(tools),
      showSystems(tools),
      returnCases(tools),
      listMyReturned(tools),
      showReturned(tools),
      listReturnedFaults(tools),
      showReturnedSystems(tools),
      showVolumes(tools),
      listVolumeRecords(tools),
      exportVolumes(tools),
      listSubstitutes(tools),
      addSubstitute(tools),
      removeSubstitute(tools),
      completeTasks(tools),
      listWorkCases(tools),
      showWorkCase(tools),
      showCaseOutline(tools),
      showExaminationSheet(tools),
      acceptCase(tools),
      requestCorrection(tools),
      approveCase(tools),
      refuseCase(tools),
      referCase(tools),
    ],
    reactions: [onLicenceIssued(tools), onReviewGiven(tools), onBillPaid(tools)],
    jobs: [
      clearAttachments(tools),
      watchLimits(tools),
      fireTimers(tools),
      watchLights(tools),
      watchStopped(tools),
      watchProcedures(tools),
      sendMessages(tools),
      watchPapers(tools),
      foldVolumes(tools),
    ],
    schedules: [
      { name: CLEAR_ATTACHMENTS.name, crontab: '35 * * * *' },
      { name: WATCH_LIGHTS.name, crontab: '*/5 * * * *' },
      { name: WATCH_STOPPED.name, crontab: '*/5 * * * *' },
      { name: WATCH_PROCEDURES.name, crontab: '20 * * * *' },
      ...(tools.messages ? [{ name: SEND_MESSAGES.name, crontab: '* * * * *' }] : []),
      { name: WATCH_PAPERS.name, crontab: '15 1 * * *' },
      { name: FOLD_VOLUMES.name, crontab: '* * * * *' },
      { name: FIRE_TIMERS.name, crontab: '* * * * *' },
      { name: WATCH_LIMITS.name, crontab: '5 * * * *' },
    ],
    measures: [...caseMeasures(tools), volumeMeasure(tools)],
    start: async () => void playReturned(tools),
    stop: () => tools.drawing.stop(),
    async prepare() {
      await recomputeProvisional(tools);
      await tools.db.transaction((tx) => adoptOpenCases(tx, tools.clock.now()));
    },
  };
}
