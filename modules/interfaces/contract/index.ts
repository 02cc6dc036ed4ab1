export type { DemoKeys } from './demo-keys.ts';
export type {
  AggregateAnswer,
  AggregateGroup,
  CallFlow,
  InterfaceAnswer,
  InterfaceCall,
  InterfaceResult,
  InterfaceUse,
  InterfacesPort,
  OfferedInterface,
  ReceiptMark,
  RetirementNotice,
  RowAnswer,
  ScoreAnswer,
} from './port.ts';
