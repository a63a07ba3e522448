import {createReadStream} from "node:fs";
import {createInterface} from "node:readline";
import {parseInstant} from "../../../src/core/readers/instant.js";
import {incidentsFile} from "../../../src/core/schema/incidents.js";
import {severities} from "../../../src/core/incidents/incidents.js";
import type {
  PublishedEvidence,
  PublishedIncident,
  Severity
} from "../../../src/core/schema/incidents.js";
import {fileKey} from "../../artifacts/artifacts.js";
import {NotFoundError, UsageError} from "../../config/errors.js";
import {openStores} from "../../storage/open.js";
import type {Command, CommandCall, OptionValues} from "./command.js";
import {findEvaluation} from "./find-evaluation.js";

const names = severities.map(({name}) => name);

/** Prints the incidents of a run, most severe first. */
export const command: Command = {
  usage: "",
  description: `Prints the incidents of the latest run, most severe first: what happened, to which
host, when, what found it, and the evidence in a sentence each. A rate says how often
evidence as strong occurs on this network. With --json, one incident a line.`,
  options: {
    run: {type: "string"},
    since: {type: "string"},
    "min-severity": {type: "string"}
  },
  optionHelp: [
    ["--run RUN", "the run, or the digest of its evaluation (the latest)"],
    ["--since TIME", "only incidents that last beyond this time, as 2024-04-20T12:00Z"],
    ["--min-severity S", `${names.join(", ")} (low)`]
  ],
  async run(call) {
    const since = readSince(call.values);
    const severity = readSeverity(call.values);
    const path = await findFile(call);
    const lines = createInterface({input: createReadStream(path), crlfDelay: Infinity});
    let printed = 0;
    for await (const line of lines) {
      const incident = JSON.parse(line) as PublishedIncident;
      if (names.indexOf(incident.severity) > names.indexOf(severity)) continue;
      if (since !== undefined && Date.parse(incident.to) <= since) continue;
      call.print(call.json ? line : textOf(incident));
      printed += 1;
    }
    if (printed === 0 && !call.json) call.print("no incidents");
    return 0;
  }
};

async function findFile(call: CommandCall): Promise<string> {
  const stores = openStores(call.settings);
  const key = await findEvaluation(call, stores);
  try {
    return await stores.eval.localPath(fileKey({key}, incidentsFile));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new UsageError(
      "this run has no incidents: it is of an earlier version, or its EVAL was removed; run it again",
      {cause: error}
    );
  }
}

function readSince({since}: OptionValues): number | undefined {
  if (since === undefined) return undefined;
  const text = String(since);
  const complete = text.length === 10 ? `${text}T00:00Z` : text;
  const time = parseInstant(complete) ?? parseInstant(`${complete}Z`);
  if (time === undefined)
    throw new UsageError(`invalid --since: ${text}; give a time in UTC, as 2024-04-20T12:00Z`);
  return time;
}

function readSeverity({"min-severity": text = "low"}: OptionValues): Severity {
  if (names.includes(text as Severity)) return text as Severity;
  throw new UsageError(`invalid --min-severity: ${text}; try one of ${names.join(", ")}`);
}

/** Sentences that are printed of an incident, of detectors and of rules each; --json has all. */
const maxSentences = 4;

function textOf({
  severity,
  name,
  entity,
  role,
  from,
  to,
  rate_per_day,
  found_by,
  evidence
}: PublishedIncident): string {
  const seen = new Set<string>();
  const keyOf = ({detector, rule}: PublishedEvidence) => `${detector} ${rule?.rule}`;
  const strongest = evidence.filter((piece) => !seen.has(keyOf(piece)) && seen.add(keyOf(piece)));
  const shown = [false, true].flatMap((isRule) =>
    strongest.filter(({rule}) => (rule !== undefined) === isRule).slice(0, maxSentences)
  );
  const lines = shown.map(evidenceText);
  const more = evidence.length - lines.length;
  return [
    `${severity.padEnd(8)} ${entity} as ${role}, ${from.slice(0, 16)} to ${to.slice(0, 16)}Z: ${name}`,
    `    found by ${foundBy[found_by]}, about ${rateText(rate_per_day)} here`,
    ...lines,
    ...(more > 0 ? [`    and ${more} more`] : [])
  ].join("\n");
}

/** Who found an incident, in words. */
const foundBy = {models: "models", rules: "rules", both: "models and rules"} as const;

/** False positives that are printed of a rule; --json has ten. */
const maxFalsePositives = 3;

function evidenceText({detector, technique, sentence, rule}: PublishedEvidence): string {
  const line = `    ${detector}${technique ? ` (${technique})` : ""}: ${sentence}`;
  if (!rule || rule.falsePositives.length === 0) return line;
  const others = rule.falsePositives.slice(0, maxFalsePositives);
  return `${line}\n        may also be: ${others.join("; ")}`;
}

function rateText(perDay: number): string {
  if (perDay >= 1) return `${perDay.toFixed(1)} times a day`;
  const days = 1 / perDay;
  return days > 3650
    ? "less than once in ten years"
    : `once in ${days < 10 ? days.toFixed(1) : Math.round(days)} days`;
}
