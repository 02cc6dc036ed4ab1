/** Rooms for bytes that are used again, since new ones by the hundred a second would stay in memory until the collector comes. */
export const SMALL_ROOM = 64 * 1024;
export const GREAT_ROOM = 512 * 1024;
export type RoomSize = number;

const MOST_FREE = 24;
const small: Buffer[] = [];
const great: Buffer[] = [];

/** A room of that size, with whatever stood in it before. */
export function takeRoom(size: RoomSize): Buffer {
  return (size === SMALL_ROOM ? small : great).pop() ?? Buffer.allocUnsafeSlow(size);
}

/** Gives rooms back of which nobody reads any more; others than those of {@link takeRoom} are left to the collector. */
export function giveRooms(rooms: readonly Buffer[]): void {
  for (const room of rooms) {
    const free = room.length === SMALL_ROOM ? small : room.length === GREAT_ROOM ? great : undefined;
    if (free !== undefined && free.length < MOST_FREE) free.push(room);
  }
}
