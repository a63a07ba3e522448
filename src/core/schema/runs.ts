/** runs.json: the audit trail, newest first. */
export interface RunsPage {
  runs: RunEntry[];
}

/** One run with its four phases. */
export interface RunEntry {
  run: string;
  /** How it stands; `dead` is a run that never ended and whose process is gone. */
  status: "running" | "succeeded" | "failed" | "dead";
  startedAt: number;
  finishedAt: number | null;
  command: string;
  codeVersion: string;
  error: string | null;
  phases: {
    phase: string;
    key: string;
    sha256: string | null;
    reused: boolean;
    seconds: number;
    rowsIn: number;
    rowsOut: number;
    rejected: number;
    parameters: {[name: string]: unknown};
    inputs: {name: string; sha256: string}[];
    /** An input file more than the list shows. */
    moreInputs: number;
  }[];
  models: {name: string; sha256: string}[];
  /** Events, alerts, threshold, ap, auroc, …, as far as there are any. */
  metrics: {model: string; window: string; name: string; value: number | null}[];
}
