import { EventEmitter } from 'node:events';
import type { Connection } from 'mysql2';

/** A packet of the protocol as mysql2 hands it on: the payload is `buffer[offset..end)`, valid only while the handler runs. */
export type Packet = { readonly buffer: Buffer; readonly offset: number; readonly end: number };

type DriverPacket = Packet & { isError(): boolean; asError(encoding: string): Error };
type DriverConnection = {
  clientEncoding: string;
  _resetSequenceId(): void;
  writePacket(packet: { buffer: Buffer; length(): number; writeHeader(sequence: number): void }): void;
  addCommand(command: object): void;
};

/**
 * Sends one command as bytes and hands every packet of the answer to `onPacket`, which says whether the answer is over. mysql2 does the
 * connection, TLS and passwords; its own row objects would cost more than all the rest.
 * `onError`: the server's or the connection's error; nothing comes after it.
 */
export function sendRaw(
  connection: Connection,
  payload: Buffer,
  onPacket: (packet: Packet) => boolean,
  onError: (error: Error) => void,
): void {
  // mysql2 runs commands of this shape (its lib/commands/command.js is not exported).
  class RawCommand extends EventEmitter {
    sent = false;
    execute(packet: DriverPacket | undefined, link: DriverConnection): boolean {
      if (!this.sent) {
        this.sent = true;
        link._resetSequenceId();
        const buffer = Buffer.allocUnsafe(4 + payload.length);
        payload.copy(buffer, 4);
        link.writePacket({
          buffer,
          length: () => buffer.length,
          writeHeader(sequence) {
            buffer.writeUIntLE(payload.length, 0, 3);
            buffer.writeUInt8(sequence, 3);
          },
        });
        return false;
      }
      if (packet === undefined) return false;
      if (packet.isError()) {
        this.onResult(packet.asError(link.clientEncoding));
        return true;
      }
      return onPacket(packet);
    }
    /** mysql2 calls this when the connection is lost. */
    onResult(error: Error | null): void {
      if (error) onError(error);
    }
  }
  (connection as unknown as DriverConnection).addCommand(new RawCommand());
}

const COM_QUERY = 0x03;
export function queryPayload(statement: string): Buffer {
  const text = Buffer.from(statement, 'utf8');
  const payload = Buffer.allocUnsafe(text.length + 1);
  payload[0] = COM_QUERY;
  text.copy(payload, 1);
  return payload;
}
