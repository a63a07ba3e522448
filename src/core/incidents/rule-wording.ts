import {counted, portName} from "../detectors/entity/wording.js";
import type {EvidenceRule} from "../schema/rules.js";
import type {Severity} from "../schema/incidents.js";
import type {RulePiece} from "./evidence.js";

/** Characters of a title that a sentence or a name holds, and of a text beside a piece of evidence. */
const [maxTitle, maxText] = [100, 300];

/** Techniques and false positives that are repeated beside a piece of evidence. */
const maxListed = 10;

/** Returns what is said of *rule* beside its evidence: its lists and texts bounded, since every piece repeats them. */
export function evidenceRule({
  rule,
  id,
  title,
  level,
  techniques,
  falsePositives
}: EvidenceRule): EvidenceRule {
  return {
    rule,
    id: bounded(id, maxText),
    title: bounded(title, maxText),
    level,
    techniques: techniques.slice(0, maxListed),
    falsePositives: falsePositives.slice(0, maxListed).map((text) => bounded(text, maxText))
  };
}

/**
 * Returns the evidence of a rule in one sentence: every number in it is one of the facts, but for those in the title and the ends.
 * *from* is the severity that the incident has without it, and *to* that with it, if it raises that.
 */
export function ruleSentence(
  {role, src, dst, port, facts, hits: {rule, kind, logs}}: RulePiece,
  raises?: {from: Severity; to: Severity}
): string {
  const {hits, records, unlinked, sources, targets, ports} = facts;
  const what =
    logs === "events" ? counted(records, "flow") : `${counted(records, "record")} of ${logs}`;
  const other =
    role === "actor"
      ? targets > 0 && `, to ${dst ?? counted(targets, "host")}`
      : sources > 0 && `, from ${src ?? counted(sources, "host")}`;
  const at = port !== null ? ` at ${portName(port)}` : ports > 1 && ` at ${counted(ports, "port")}`;
  return [
    `${quoted(rule)} (${rule.level})`,
    kind === "correlation" ? ` fired in ${counted(hits, "window")} of ` : " matched ",
    what,
    other,
    at,
    unlinked > 0 && logs !== "events" && `; ${counted(unlinked, "record")} without a flow`,
    raises && `; it raises the severity from ${raises.from} to ${raises.to}`
  ]
    .filter(Boolean)
    .join("");
}

/** Returns the name of an incident that rules alone made; *pieces* are the strongest first. */
export function rulesName(pieces: readonly RulePiece[]): string {
  const rules = new Set(pieces.map(({hits}) => hits.rule.rule)).size;
  return `${quoted(pieces[0].hits.rule)}${rules > 1 ? ` and ${counted(rules - 1, "other rule")}` : ""}`;
}

/** Returns the title of a rule in a sentence: on one line, at most 100 characters. */
export function quoted({title}: Pick<EvidenceRule, "title">): string {
  return `Rule ‘${bounded(title, maxTitle)}’`;
}

function bounded(text: string, most: number): string {
  const letters = [...text.slice(0, 2 * most + 2).replace(/[\p{C}\s]+/gu, " ")];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}
