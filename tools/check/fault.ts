/** One broken rule at one place; the message says what is wrong and what to do. */
export type Fault = { rule: string; file: string; line?: number; message: string };

/** `path:line  message`, as editors and terminals make it clickable. */
export function formatFault(fault: Fault): string {
  const place = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`;
  return `${place}  ${fault.message}`;
}
