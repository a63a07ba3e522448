import {suiteVersion} from "../../src/core/evaluation/suite/measured.js";
import {summariseSuite} from "../../src/core/evaluation/suite/summary.js";
import type {Suite} from "../../src/core/evaluation/suite/summary.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {Json} from "../../src/core/schema/artifacts.js";
import type {Action, Actions} from "../audit/decisions.js";
import {suiteFileKey} from "./stored-suites.js";
import type {SuiteManifest} from "./stored-suites.js";

/** The kind of action that the audit records of a suite. */
const kind = "suite-measured";

/** A suite as the audit has recorded it: its key, the digest of suite.json, and the digest of its manifest. */
export interface RecordedSuite {
  key: string;
  manifest: string;
}

/** Records a suite in the audit, unless it is there. */
export async function recordSuite(
  audit: Actions,
  {manifest, sha256}: {manifest: SuiteManifest; sha256: string},
  by: string,
  now: () => Date = () => new Date()
): Promise<void> {
  const {key} = manifest;
  const known = recordedSuites(await audit.actions());
  if (known.some((one) => one.key === key && one.manifest === sha256)) return;
  await audit.recordAction({kind, details: {key, manifest: sha256}, actedBy: by, actedAt: now()});
}

/** Returns the suites among the *actions* of an audit, oldest first. */
export function recordedSuites(actions: readonly Action[]): RecordedSuite[] {
  return actions.flatMap((action) =>
    action.kind === kind ? [action.details as unknown as RecordedSuite] : []
  );
}

/** Returns the objects of a suite with the digests that they must have. */
export function suiteObjects({key, manifest}: RecordedSuite): {key: string; sha256: string}[] {
  return [
    {key: suiteFileKey(key, "suite.json"), sha256: key},
    {key: suiteFileKey(key, "manifest.json"), sha256: manifest}
  ];
}

/** Returns whether the summary of *suite* follows from what it has measured; one of another version is not recomputed. */
export function isConsistent({summary, ...measured}: Suite): boolean {
  if (measured.version !== suiteVersion) return true;
  const recomputed = summariseSuite(measured).summary;
  return canonicalJson(recomputed as unknown as Json) === canonicalJson(summary as unknown as Json);
}
