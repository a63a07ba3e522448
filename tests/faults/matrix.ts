/** Whether every combination is tested: `npm run test:faults`. By default, each pair of values is tested once. */
export const isComplete = process.env.ATALAYA_TEST_FAULTS === "all";

/** The factors of a matrix: the values of each, by its name. */
export type Factors = Record<string, readonly unknown[]>;

/** A combination: one value of each factor. */
export type Combination<F extends Factors> = {[K in keyof F]: F[K][number]};

/** Returns the combinations of *factors* to test: all of them if `isComplete`, else a covering array of pairs. */
export function combinationsOf<F extends Factors>(factors: F): Combination<F>[] {
  const all = allCombinations(factors);
  return isComplete ? all : coveringArray(all);
}

/** Returns every combination of *factors*, those of the last factor varying fastest. */
export function allCombinations<F extends Factors>(factors: F): Combination<F>[] {
  return Object.entries(factors).reduce<Combination<F>[]>(
    (rows, [name, values]) =>
      rows.flatMap((row) => values.map((value) => ({...row, [name]: value}))),
    [{} as Combination<F>]
  );
}

/**
 * Returns some of the combinations *all*, in order, such that each pair of values of two factors that occurs in *all*
 * occurs in one of them. Greedy: the next is always the first of those with the most pairs that are not covered yet.
 *
 * Kuhn, Wallace & Gallo, “Software fault interactions and implications for software testing” (IEEE TSE 2004): most
 * failures need one or two factors to meet.
 */
export function coveringArray<C extends object>(all: readonly C[]): C[] {
  const pairs = all.map(pairsOf);
  const missing = new Set(pairs.flat());
  const chosen = new Set<number>();
  while (missing.size > 0) {
    const gains = pairs.map((own) => own.filter((pair) => missing.has(pair)).length);
    const best = gains.indexOf(Math.max(...gains));
    for (const pair of pairs[best]) missing.delete(pair);
    chosen.add(best);
  }
  return all.filter((_, i) => chosen.has(i));
}

function pairsOf(row: object): string[] {
  const values = Object.entries(row).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return values.flatMap((one, i) => values.slice(i + 1).map((other) => `${one} ${other}`));
}
