import type {LineagePage} from "../../core/schema/lineage.js";
import type {Today} from "../../core/schema/published.js";
import {formatBytes, formatCount, formatShare, formatTime, plural, visible} from "../kit/format.js";

/** What a data sheet is made of. */
export interface SheetFacts {
  today: Pick<
    Today,
    "provenance" | "accounting" | "events" | "first" | "last" | "days" | "metrics" | "warnings"
  >;
  lineage: Pick<LineagePage, "inputs">;
}

/** A question of a data sheet, and its answer. */
export interface SheetRow {
  question: string;
  answer: string;
}

/**
 * Returns the data sheet of the log: the questions of Gebru, Morgenstern et al., “Datasheets for Datasets” (Communications of
 * the ACM 64:12, 2021), that a log can answer, answered from the facts of a run.
 */
export function dataSheetOf(facts: SheetFacts): SheetRow[] {
  return [...composition(facts), ...collection(facts), ...use(facts)];
}

function composition({today, lineage}: SheetFacts): SheetRow[] {
  const {accounting, events, metrics, first, last, days} = today;
  const {labelled, attacks, byAttack} = metrics[0];
  const bytes = lineage.inputs.reduce((sum, input) => sum + input.bytes, 0);
  const {fileCount} = today.provenance;
  return [
    {
      question: "What is an instance?",
      answer: "One record of a network connection, as a sensor wrote it, with what its other logs say of it."
    },
    {
      question: "How many are there?",
      answer: `${formatCount(events)} connections, from ${formatCount(accounting.lines)} lines of ${formatCount(fileCount)} ${plural(fileCount, "file")} (${formatBytes(bytes)}): ${formatCount(accounting.accepted)} accepted, ${formatCount(accounting.comments)} headers and comments, ${formatCount(accounting.rejected)} rejected.`
    },
    {
      question: "What time do they cover?",
      answer: `${formatTime(first)} to ${formatTime(last)} UTC: ${days.toLocaleString("en-US", {maximumFractionDigits: 1})} ${plural(days, "day")} with events.`
    },
    {
      question: "Are they a sample?",
      answer: "No: every accepted connection is scored. What the sensor did not see is not here."
    },
    {
      question: "Are there labels?",
      answer:
        labelled === 0
          ? "No. Nothing here says which connections are attacks."
          : `${formatCount(labelled)} of ${formatCount(events)} connections have one (${formatShare(labelled / events)}), ${formatCount(attacks)} of them of ${formatCount(byAttack.length)} ${plural(byAttack.length, "kind")} of attacks.`
    },
    {
      question: "Is anything missing or wrong?",
      answer: accounting.rejected > 0 ? "Rejected lines are kept as bytes, each with its reason and place; see Lineage." : "No line was rejected."
    }
  ];
} // prettier-ignore

function collection({today: {provenance}}: SheetFacts): SheetRow[] {
  const {synthetic, files, fileCount} = provenance;
  const names = `${files.slice(0, 3).map(visible).join(", ")}${fileCount > 3 ? ", …" : ""}`;
  return [
    {
      question: "How were they collected?",
      answer: synthetic
        ? "They were not: the built-in generator made them from a seed, and no network was observed."
        : `By the sensor that wrote the files (${names}). Why and where it was placed is not in them.`
    },
    {
      question: "How were they processed?",
      answer:
        "The bytes are kept as they came. Features are computed by documented SQL from them; nothing is filled in, and a missing value stays missing."
    },
    {
      question: "Do they concern people?",
      answer: synthetic
        ? "No: hosts, users and addresses are invented, the addresses from ranges reserved for documentation or private use."
        : "Addresses, names of hosts and users may: treat this site as you treat the log. Nothing of it is sent anywhere."
    }
  ];
}

function use({today: {warnings}}: SheetFacts): SheetRow[] {
  const messages = warnings.filter(({code}) => code !== "synthetic").map(({message}) => message);
  return [
    {
      question: "What must a user know first?",
      answer:
        messages.length > 0 ? messages.join(" ") : "This run raised no warning about its data."
    },
    {
      question: "How is it kept and changed?",
      answer:
        "As artifacts that are written once and named by their digests; retention is a policy, and each removal is in the audit. A new log makes a new run and changes none."
    }
  ];
}
