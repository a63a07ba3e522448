/** The bounds of what rules match; what is beyond them is not used, and said. */
export const matchBounds = {
  /** The records that a rule may match. */
  records: 1_000_000,
  /** The occurrences that a correlation may hold at once. */
  members: 4_000_000,
  /** The records that all rules may match. */
  total: 10_000_000
};

/** A rule that was not run to its end, and why. */
export interface StoppedRule {
  rule: number;
  reason: string;
  /** What to do if it exceeds a bound; null if there was nothing to run it on. */
  remedy: string | null;
}
