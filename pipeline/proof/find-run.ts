import {phases} from "../../src/core/schema/artifacts.js";
import type {RunEntry} from "../../src/core/schema/runs.js";
import type {Records} from "../audit/audit.js";
import {UsageError} from "../config/errors.js";
import type {Latest} from "../run/latest.js";
import {exactText, readText} from "./objects.js";
import type {ObjectReader} from "./objects.js";
import {differ} from "./verification.js";
import type {PartVerification} from "./verification.js";

/** The pointer to the latest run, as it is in EVAL. */
export interface Pointer {
  /** Its content; undefined if it cannot be read. */
  latest: Latest | undefined;
  /** Its text; undefined if there is none. */
  text: string | undefined;
  /** Says so if a link is in its place. */
  link: string | undefined;
}

const recent = 50;
const all = 1_000_000;

const pointerKey = "latest.json";

/** Returns the pointer to the latest run that EVAL has. */
export async function readPointer(reader: ObjectReader): Promise<Pointer> {
  const object = await readText(reader, reader.stores.eval, pointerKey);
  const text = object && exactText(object.content);
  return {text, latest: text === undefined ? undefined : maybeLatest(text), link: object?.link};
}

/** The start of the key of an evaluation, as pages show it under their figures. */
const evaluationKey = /^[0-9a-f]{8,64}$/;

/**
 * Returns the run called *run* from the audit, or, of the runs with an evaluation whose key begins so, the newest that
 * succeeded; undefined if it has none.
 */
export async function findEntry(audit: Records, run: string): Promise<RunEntry | undefined> {
  const isAsked = (entry: RunEntry) =>
    entry.run === run || (evaluationKey.test(run) && hasEvaluation(entry, run));
  const find = async (limit: number) => (await audit.runs(limit)).find(isAsked);
  return (await find(recent)) ?? find(all);
}

function hasEvaluation({status, phases: of}: RunEntry, key: string): boolean {
  return (
    status === "succeeded" &&
    of.some(({phase, key: own}) => phase === "evaluation" && own.startsWith(key))
  );
}

/**
 * Returns the name of the run to look at: the one that was *asked* for, by its name or the key of its evaluation, or else the latest by the
 * pointer, or, if the pointer is no good, the newest that the audit or one of the *signed* statements
 * has. Throws a UsageError if there is none.
 */
export async function chooseRun(
  asked: string | undefined,
  {latest}: Pointer,
  audit: Records | undefined,
  signed: readonly string[]
): Promise<string> {
  if (asked !== undefined) {
    if (/^\d{8}-\d{6}-[0-9a-f]{4}$/.test(asked)) return asked;
    if (evaluationKey.test(asked)) {
      const entry = audit && (await findEntry(audit, asked));
      if (entry) return entry.run;
      throw new UsageError(
        `run not found: no evaluation begins with ${asked}; \`atalaya runs\` lists the runs`
      );
    }
    throw new UsageError(`invalid run: ${asked}; \`atalaya runs\` lists them`);
  }
  if (latest && (signed.includes(latest.run) || (audit && (await findEntry(audit, latest.run)))))
    return latest.run;
  const runs = (await audit?.runs(all)) ?? [];
  const newest = runs.find(({status}) => status === "succeeded")?.run ?? signed.at(-1);
  if (newest !== undefined) return newest;
  throw new UsageError("no runs yet; try `atalaya run`");
}

/**
 * Checks that the pointer to the latest run is complete, agrees with the audit, and is to no run before the newest: one that
 * began once the run of the pointer had ended, and succeeded, has replaced it.
 */
export async function verifyPointer(
  {text, latest, link}: Pointer,
  audit: Records,
  part: PartVerification
): Promise<void> {
  const what = `eval/${pointerKey}`;
  ++part.checked;
  if (link) differ(part, {what, expected: "a file", found: link});
  if (!latest) {
    const found = text === undefined ? "nothing" : "no pointer";
    return void differ(part, {what, expected: "the latest run", found});
  }
  const entry = await findEntry(audit, latest.run);
  if (entry?.status !== "succeeded")
    return void differ(part, {what, expected: "a run that succeeded", found: latest.run});
  for (const phase of phases) {
    const expected = entry.phases.find((one) => one.phase === phase)?.key ?? "nothing";
    if (latest[phase] !== expected)
      differ(part, {what: `${what}: ${phase}`, expected, found: latest[phase]});
  }
  const newest = (await audit.runs(all)).find(({status}) => status === "succeeded");
  if (newest && newest.startedAt > (entry.finishedAt ?? Infinity))
    differ(part, {what, expected: `${newest.run}, the newest that succeeded`, found: latest.run});
}

function maybeLatest(text: string): Latest | undefined {
  try {
    const {run, ingestion, transformation, training, evaluation} = JSON.parse(text) as Latest;
    const latest = {run, ingestion, transformation, training, evaluation};
    return text === `${JSON.stringify(latest)}\n` ? latest : undefined; // as it was written, to the byte
  } catch {
    return undefined;
  }
}
