/** What people’s verdicts say of one model: of the events with a verdict of true or false positive. */
export interface VerdictMeasures {
  /** The name of the model, and its line. */
  model: string;
  threshold: number;

  /** How many of the events with a verdict are at or above the threshold, and how many of those are true, false, unsure. */
  above: {true: number; false: number; unsure: number};

  /** true / (true + false) at or above the threshold, in [0, 1]; null if neither is there. */
  precision: number | null;

  /** Average precision over the events with a verdict of true or false positive, in (0, 1]; null unless both kinds exist. */
  ap: number | null;
}

/**
 * The labelled slice that verdicts make of a run. Events with a verdict are not a random sample of all events:
 * people judge what they look at, and they look at what stands on top.
 */
export interface VerdictSummary {
  /** How many verdicts name a file of the run, and of those, how many an event, a line that was accepted, or an incident. */
  verdicts: number;
  matched: number;
  unmatched: number;

  /** How many of the verdicts are on incidents: each holds for all events of the incident without one of their own. */
  incidents: number;

  /** The events with a verdict, by what it says. */
  true: number;
  false: number;
  unsure: number;
  models: VerdictMeasures[];
}
