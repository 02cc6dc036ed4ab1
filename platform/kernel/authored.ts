// What authors write (expressions, patterns) is run within limits by this part of the kernel, on the server alone: it needs node:vm.
export { patternFault } from './patterns.ts';
export { limited, TookTooLong } from './time-limit.ts';
