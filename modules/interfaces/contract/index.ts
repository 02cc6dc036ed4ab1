export type { CallFlow, InterfaceAnswer, InterfaceCall, InterfacesPort, RowAnswer } from './port.ts';
