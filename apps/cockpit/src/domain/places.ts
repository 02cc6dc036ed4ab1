/** Where the panels of a board stand: the first in the left column, the second in the right, the third below the map, and on so. */
export function placesOf<T>(panels: readonly T[]): { left: T[]; right: T[]; below: T[] } {
  const places: { left: T[]; right: T[]; below: T[] } = { left: [], right: [], below: [] };
  panels.forEach((panel, index) => {
    // One row of figures fits below the map; what follows goes to the columns.
    if (index === 2) places.below.push(panel);
    else (index % 2 === (index < 2 ? 0 : 1) ? places.left : places.right).push(panel);
  });
  return places;
}
