import type {Action} from "../../audit/decisions.js";

/** The kind of the actions in the audit that say which study a run has. */
export const evaluatedKind = "run-evaluated";

/** A study as the audit has recorded it: its key, and the digest of its files. */
export interface RecordedStudy {
  key: string;
  sha256: string;
}

/** Returns the studies of the evaluation with the key *evaluation* among the *actions* of an audit, oldest first. */
export function recordedStudies(actions: readonly Action[], evaluation: string): RecordedStudy[] {
  return actions
    .filter(({kind, details}) => kind === evaluatedKind && details.evaluation === evaluation)
    .map(({details}) => ({key: String(details.study), sha256: String(details.sha256)}));
}
