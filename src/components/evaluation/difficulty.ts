/** A label’s own word for how hard an attack is to find: `beacon, difficulty 2`, `scan (tier 3)`. */
const difficulty = /\b(?:difficulty|tier)[ :=_-]{0,2}(\d{1,2})\b/i;

/** Returns the difficulty that the name of an attack tells; null if it tells none. */
export function difficultyOf(name: string): number | null {
  const [, digits] = difficulty.exec(name) ?? [];
  return digits === undefined ? null : Number(digits);
}
