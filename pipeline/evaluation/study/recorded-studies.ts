import type {Json} from "../../../src/core/schema/artifacts.js";

/** The kind of the actions in the audit that say which study a run has. */
export const evaluatedKind = "run-evaluated";

/** An action, as the audit has it. */
interface RecordedAction {
  kind: string;
  details: {[name: string]: Json};
}

/** A study as the audit has recorded it: its key, and the digest of its files. */
export interface RecordedStudy {
  key: string;
  sha256: string;
}

/** Returns the studies of the evaluation with the key *evaluation* among the *actions* of an audit, oldest first. */
export function recordedStudies(
  actions: readonly RecordedAction[],
  evaluation: string
): RecordedStudy[] {
  return actions
    .filter(({kind, details}) => kind === evaluatedKind && details.evaluation === evaluation)
    .map(({details}) => ({key: String(details.study), sha256: String(details.sha256)}));
}
