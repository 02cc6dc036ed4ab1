export { ferryErrors } from './errors.ts';
export { canonicalJson } from './canonical.ts';
export { EMPTY_STATE, keyHash, movedState, rowHash, type RowState } from './row-sum.ts';
export {
  openPackage,
  packageName,
  sealPackage,
  FIRST_PREVIOUS,
  PackageHeader,
  PACKAGE_ENDING,
  type FerryPackage,
} from './package.ts';
export { readBody, writeBody, type FerryChange } from './body.ts';
export { type Acknowledgement } from './ack.ts';
export { ferryFolder, type FerryFolder } from './folders.ts';
export { faultOf } from './faults.ts';
export type { FerryDeps, FerryEvent, FerryFault, Route } from './route.ts';
export {
  sendOnce,
  type Difference,
  type PendingPackage,
  type SenderDeps,
  type SenderState,
  type SenderStore,
  type SenderTx,
  type SentLine,
} from './sender.ts';
export {
  receiveOnce,
  type Received,
  type ReceivedLine,
  type ReceiverDeps,
  type ReceiverState,
  type ReceiverStore,
  type ReceiverTx,
} from './receiver.ts';
