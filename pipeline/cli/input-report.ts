import type {Manifest} from "../../src/core/schema/artifacts.js";
import {attackOf} from "../../src/core/schema/labels.js";
import type {AttackLabels} from "../../src/core/schema/labels.js";
import type {LabelCount, RawFacts} from "../../src/core/schema/raw-facts.js";

const maxFiles = 5;
const maxLabels = 5;

/** Returns what was read of the ingestion *raw*, as `run --json` prints it. */
export function inputJson(raw: Manifest): object {
  const {files, lines, comments, accepted, rejected, kinds, skipped, reasons} = factsOf(raw);
  const partial = files.flatMap(({name, partial}) => (partial === null ? [] : [{name, partial}]));
  return {
    files: files.length,
    ...{lines, comments, accepted, rejected},
    ...{kinds, skipped, partial, reasons}
  };
}

/** Returns which labels of the log count as attacks, as `run --json` prints it. */
export function labelJson(raw: Manifest, attackLabels: AttackLabels): object {
  const {attack, benign} = sorted(raw, attackLabels);
  return {given: attackLabels, attack, benign};
}

/** Returns those of *attackLabels* that no label of the log matches; none if some labels are not listed. */
export function unmatchedLabels(raw: Manifest, attackLabels: AttackLabels): string[] {
  const {labels, labelled} = factsOf(raw);
  const listed = labels.reduce((sum, {events}) => sum + events, 0);
  if (listed < labelled) return [];
  return (attackLabels ?? []).filter(
    (one) => !labels.some(({label}) => attackOf(label, [one]) === 1)
  );
}

/** Returns what was read of the ingestion *raw*, as rows of a name and a text for people. */
export function inputRows(raw: Manifest, attackLabels: AttackLabels): [string, string][] {
  const {comments, rejected, kinds, skipped} = factsOf(raw);
  const lines = `${count(comments)} lines of header or comment, ${count(rejected)} rejected`;
  return [
    ["events", `${count(raw.rows)} (${lines})`],
    ...kindRows(kinds.filter(({kind}) => kind !== "conn")),
    ...skippedRows(skipped),
    ...labelRows(sorted(raw, attackLabels))
  ];
}

/** Returns the records of other kinds of logs in two lines: those that facts are taken from, and the others. */
function kindRows(kinds: RawFacts["kinds"]): [string, string][] {
  const text = ({kind, accepted, rejected}: RawFacts["kinds"][number]) =>
    `${count(accepted)} ${kind}${rejected > 0 ? ` (${count(rejected)} rejected)` : ""}`;
  const [used, kept] = [kinds.filter(({use}) => use), kinds.filter(({use}) => !use)];
  return [
    ...(used.length ? [["records", used.map(text).join(", ")] as [string, string]] : []),
    ...(kept.length ? [["", `kept, not used yet: ${kept.map(text).join(", ")}`] as [string, string]] : []) // prettier-ignore
  ];
}

function skippedRows(skipped: RawFacts["skipped"]): [string, string][] {
  if (skipped.length === 0) return [];
  const shown = skipped
    .slice(0, maxFiles)
    .map(({name, reason}): [string, string] => ["", `${name}: ${reason}`]);
  const rest = skipped.length - shown.length;
  const files = `${count(skipped.length)} ${skipped.length === 1 ? "file" : "files"}`;
  return [
    ["skipped", `${files} that cannot be read`],
    ...shown,
    ...(rest > 0 ? [["", `and ${count(rest)} more; --json lists them`] as [string, string]] : [])
  ];
}

function labelRows({
  attack,
  benign
}: Record<"attack" | "benign", LabelCount[]>): [string, string][] {
  if (attack.length + benign.length === 0) return [];
  const words = `labels ${listed(attack)}; benign: ${listed(benign)}`;
  return [["attacks", `${words}; --attack-labels changes what counts as an attack`]];
}

function listed(labels: readonly LabelCount[]): string {
  const shown = labels.slice(0, maxLabels).map(({label, events}) => `${label} ${count(events)}`);
  const more = labels.length > maxLabels ? `, and ${labels.length - maxLabels} more` : "";
  return labels.length > 0 ? shown.join(", ") + more : "none";
}

function sorted(raw: Manifest, attackLabels: AttackLabels) {
  const {labels} = factsOf(raw);
  const of = (attack: 0 | 1) =>
    labels.filter(({label}) => attackOf(label, attackLabels) === attack);
  return {attack: of(1), benign: of(0)};
}

function factsOf(raw: Manifest): RawFacts {
  return raw.facts as unknown as RawFacts;
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}
