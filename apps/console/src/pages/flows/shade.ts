/** How dark a cell is, 0 to 4: the figure's place between one and the greatest on a logarithmic scale, since departments differ by powers of ten. */
export function shadeOf(value: number, greatest: number): number {
  if (value <= 0 || greatest <= 0) return 0;
  return Math.max(1, Math.min(4, Math.ceil((Math.log10(value + 1) / Math.log10(greatest + 1)) * 4)));
}
