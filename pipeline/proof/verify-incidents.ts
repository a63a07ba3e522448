import {createReadStream} from "node:fs";
import {readFile} from "node:fs/promises";
import {createInterface} from "node:readline";
import {readLogTime} from "../../src/core/evaluation/log-time.js";
import {parseModel} from "../../src/core/forest/serialize.js";
import type {FoundIncidents} from "../../src/core/incidents/find-incidents.js";
import {calibratedUntil, trainedUntil} from "../../src/core/published/findings.js";
import {chainOf, evaluationParameters} from "../../src/core/published/provenance.js";
import {catalogueBreaches, foreignEntries} from "../../src/core/published/catalogue.js";
import {checkIncidents} from "../../src/core/published/verify/check-incidents.js";
import {subjectName} from "../../src/core/proof/statement.js";
import type {Manifest, Phase} from "../../src/core/schema/artifacts.js";
import {incidentsFile} from "../../src/core/schema/incidents.js";
import {evaluationVersion} from "../../src/core/published/published-columns.js";
import {fileKey} from "../artifacts/artifacts.js";
import {literal, openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";
import type {ObjectReader} from "./objects.js";
import {fetchRules} from "./stored-input.js";
import {differ} from "./verification.js";
import type {PartVerification} from "./verification.js";
import {verifyRules} from "./verify-rules.js";

/** The manifests of a run by phase. */
type Manifests = Record<Phase, Manifest>;

/**
 * Collects the evidence of a run from its published events again, groups it, and compares it with what was published, to
 * the bit: the tables about incidents, and the incidents that `atalaya incidents` prints. The rules
 * that it was given are run again as well. Skips a run without incidents, with a clean past, or of an earlier version. Returns what was done, in
 * words.
 */
export async function verifyIncidents(
  {stores}: ObjectReader,
  manifests: Manifests,
  part: PartVerification,
  scratch: string
): Promise<string> {
  const {evaluation} = manifests;
  const chain = chainOf(manifests);
  if (!evaluation.files.some(({path}) => path === "published/incidents.json"))
    return "none were published";
  const path = (name: string) => stores.eval.localPath(fileKey(evaluation, name));
  const model = parseModel(await readFile(await path("published/model.json"), "utf8"));
  const session = await openSession({scratch});
  try {
    const events = literal(await path("published/events.duckdb"));
    await session.run(`ATTACH ${events} AS published (READ_ONLY)`);
    if (!(await verifyCatalogue(session, evaluation, part))) return "not collected";
    if (evaluation.phaseVersion !== evaluationVersion)
      return "not collected: an earlier version made them";
    const time = await readLogTime(session, "published.events");
    const until = trainedUntil(chain, [{...model, sha256: "", bytes: 0}]);
    const behaviourUntil = calibratedUntil(chain, until, time);
    const parameters = evaluationParameters(evaluation);
    const rules = await verifyRules(session, await fetchRules(stores, evaluation), part);
    const findings = {chain, behaviourUntil, parameters};
    const {checks, found} = await checkIncidents(session, findings, rules);
    for (const check of checks)
      if (!check.ok) differ(part, {what: check.what, expected: check.expected, found: check.found});
    if (!found) return "not collected: a clean past is not published";
    await compareLines(await path(incidentsFile), found, part);
    return "collected from the events again";
  } finally {
    session.close();
  }
}

/** Checks that the database is tables and nothing else; those of today, if today's evaluation made it. */
async function verifyCatalogue(
  session: Session,
  evaluation: Manifest,
  part: PartVerification
): Promise<boolean> {
  const isOfToday = evaluation.phaseVersion === evaluationVersion;
  const look = isOfToday ? catalogueBreaches : foreignEntries;
  const breaches = await look((sql) => session.rows(sql), "published");
  const what = subjectName(evaluation, "published/events.duckdb");
  for (const found of breaches) differ(part, {what, expected: "the published tables alone", found});
  return breaches.length === 0;
}

async function compareLines(
  path: string,
  {incidents}: FoundIncidents,
  part: PartVerification
): Promise<void> {
  let n = 0;
  for await (const line of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
    const expected = JSON.stringify(incidents[n]) ?? "no incident";
    if (line !== expected)
      differ(part, {
        what: `${incidentsFile}: line ${n + 1}`,
        expected: expected.slice(0, 200),
        found: line.slice(0, 200)
      });
    n += 1;
  }
  if (n < incidents.length)
    differ(part, {what: incidentsFile, expected: `${incidents.length} lines`, found: String(n)});
}
