/** The name of a connection's place at its source: told by the hub's database, so that two hubs never share one. */
export function slotName(hub: string, connectionId: string): string {
  const name = `yiwang_${hub}_${connectionId}`.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  if (name.length <= 63) return name;
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return `${name.slice(0, 54)}_${sum.toString(16)}`;
}
