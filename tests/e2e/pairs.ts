type Dimensions = Record<string, readonly unknown[]>;
type Cell<D extends Dimensions> = { [Name in keyof D]: D[Name][number] };

/** All cells of a matrix. */
export function whole<D extends Dimensions>(dimensions: D): Cell<D>[] {
  return Object.entries(dimensions).reduce<Record<string, unknown>[]>(
    (cells, [name, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value }))),
    [{}],
  ) as Cell<D>[];
}

/** So many cells that each pair of values of two dimensions stands in one of them: the same ones at each run. */
export function pairwise<D extends Dimensions>(dimensions: D): Cell<D>[] {
  const names = Object.keys(dimensions);
  const pairsOf = (cell: Record<string, unknown>) =>
    names.flatMap((a, at) => names.slice(at + 1).map((b) => `${a}=${cell[a]} ${b}=${cell[b]}`));
  return covering(whole(dimensions), pairsOf);
}

/** So many of these cells that whatever one of them covers is covered: the same ones at each run. */
export function covering<C>(all: C[], covers: (cell: C) => string[]): C[] {
  const missing = new Set(all.flatMap(covers));
  const taken: C[] = [];
  while (missing.size > 0) {
    const gain = (cell: C) => covers(cell).filter((one) => missing.has(one)).length;
    const best = all.reduce((best, cell) => (gain(cell) > gain(best) ? cell : best));
    covers(best).forEach((one) => missing.delete(one));
    taken.push(best);
  }
  return taken;
}
