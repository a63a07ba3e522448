import {planRules} from "../../src/core/published/rules/plan-rules.js";
import type {PlannedRule, RuleDocument} from "../../src/core/published/rules/plan-rules.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import type {RunRule} from "../../src/core/schema/rules.js";
import {sha256} from "../artifacts/digest.js";

/** A rule of a given folder that is for no log that is read: it is listed, and not kept. */
export type SkippedRule = Pick<
  RunRule,
  "id" | "title" | "level" | "kind" | "reason" | "logSource" | "path"
>;

/** What is wrong with a document of a given folder; *file* is its path below the folder. */
export interface RuleProblem {
  file: string;
  line: number;
  field: string;
  message: string;
  remedy: string;
}

/** The rules that an evaluation takes in: those that it may run, those that it lists, and what is wrong with others. */
export interface RuleInput {
  documents: RuleDocument[];
  skipped: SkippedRule[];
  problems: RuleProblem[];

  /** The same as JSON lines: a file of the artifact. */
  text: string;

  /** The SHA-256 of *text*. */
  sha256: string;
}

/** The name of the file of an evaluation that holds the rules that it was given. */
export const rulesFile = "rules.jsonl";

/** Returns the rules as an evaluation takes them; null if there is nothing. */
export function ruleInput({
  documents,
  skipped,
  problems
}: Pick<RuleInput, "documents" | "skipped" | "problems">): RuleInput | null {
  const lines = [
    ...documents.map((document) => canonicalJson({rule: {...document}})),
    ...skipped.map((rule) => canonicalJson({skipped: {...rule}})),
    ...problems.map((problem) => canonicalJson({problem: {...problem}}))
  ];
  if (lines.length === 0) return null;
  const text = lines.map((line) => `${line}\n`).join("");
  return {documents, skipped, problems, text, sha256: sha256(text)};
}

/** Reads *text*, as ruleInput writes it. */
export function parseRuleInput(text: string): RuleInput | null {
  const lines = text.trimEnd().split("\n").map(readLine);
  return ruleInput({
    documents: lines.flatMap(({rule}) => rule ?? []),
    skipped: lines.flatMap(({skipped}) => skipped ?? []),
    problems: lines.flatMap(({problem}) => problem ?? [])
  });
}

interface Line {
  rule?: RuleDocument;
  skipped?: SkippedRule;
  problem?: RuleProblem;
}

function readLine(line: string): Line {
  return JSON.parse(line) as Line;
}

/** Returns the rules of *input* in their order, those that are only listed last. */
export function plannedRules({documents, skipped}: RuleInput): PlannedRule[] {
  const planned = planRules(documents);
  const listed = skipped.map((rule, i): PlannedRule => {
    const place = planned.length + i + 1;
    return {rule: {...unread, ...rule, rule: place}, plan: null, leaves: []};
  });
  return [...planned, ...listed];
}

/** What is not kept of a rule that is only listed. */
const unread: Omit<RunRule, keyof SkippedRule | "rule"> = {
  status: null,
  state: "not applicable",
  log: null,
  techniques: [],
  tactics: [],
  description: null,
  falsePositives: [],
  author: null,
  references: [],
  source: "user",
  yaml: "",
  sql: null
};

/** Where the rules of a run come from. */
export interface RuleSources {
  /** Whether those that come with the product are run. */
  own: boolean;
  /** Whether folders of rules were given, and there was something in them. */
  given: boolean;
}

/** Returns where the rules of *input* come from. */
export function ruleSources(input: RuleInput | null): RuleSources {
  const {documents, skipped, problems} = input ?? {documents: [], skipped: [], problems: []};
  return {
    own: documents.some(({source}) => source === "own"),
    given: documents.some(({source}) => source === "user") || skipped.length + problems.length > 0
  };
}
