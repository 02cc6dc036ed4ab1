export type { InterfaceAnswer, InterfaceCall, InterfacesPort, RowAnswer } from './port.ts';
