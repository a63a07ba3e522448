/** What a warning is about; programs read the code, people the message. */
export type WarningCode =
  | "synthetic"
  | "partial-file"
  | "set-aside"
  | "rejected-lines"
  | "stray-times"
  | "few-events"
  | "short-log"
  | "no-test-window"
  | "overlap"
  | "mostly-attack"
  | "looks-mostly-attack"
  | "drift"
  | "inverted"
  | "too-few-attacks"
  | "short-calibration"
  | "not-certified";

/** What the reader must know before believing a number, and what to do about it. Plain text. */
export interface Warning {
  code: WarningCode;
  message: string;
}

/** What the events of a training window look like, counted without any label. */
export interface TrainingSignals {
  events: number;

  /** Those that could have been answered: TCP or UDP, not to a group address. */
  answerable: number;

  /** Those of them in whose state no connection came about: `failedStates`. */
  failed: number;

  /** Those to the destination that gets most, name look-ups (port 53) not counted. */
  destination: number;

  /** Those that a host outside begins, and how many such hosts there are. */
  outside: number;
  outsideSources: number;

  /** Those between the source and the destination that have most, likewise. */
  pair: number;
}
