import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {formatBytes, formatCount, plural, visible} from "../kit/format.js";
import {longTable} from "../kit/long-table.js";
import type {Column} from "../kit/table.js";
import type {FileReport, RejectedLine, Scored} from "./messages.js";

const maxShown = 500;
const maxFiles = 5;
const maxSkipped = 20;

/**
 * Returns the account of every line: a sentence a file, and the rejected lines with their reasons; then the
 * files that were *skipped*, a sentence each.
 */
export function linesReport(scored: Scored, skipped: readonly string[]): HTMLElement {
  const {files, rejections} = scored;
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  const notes = [...fileNotes(files), ...skippedNotes(skipped), ...limitNotes(scored)];
  const first =
    rejections.length < rejected ? ` The first ${formatCount(rejections.length)} are listed.` : "";
  return element(
    "div",
    {},
    element("ul", {class: "notices"}, ...notes),
    rejected > 0 &&
      element(
        "p",
        {class: "about"},
        `${formatCount(rejected)} rejected ${plural(rejected, "line")}, not scored.${first}`
      ),
    rejected > 0 && rejectedTable(rejections)
  );
}

/** Returns a note a file; of many files the sum, and those with rejected lines or a missing end. */
function fileNotes(files: readonly FileReport[]): HTMLElement[] {
  if (files.length <= maxFiles) return files.map((file) => element("li", {}, ...fileText(file)));
  const notable = files.filter((file) => file.rejected > 0 || file.partial !== null);
  return [
    element("li", {}, sumText(files)),
    ...notable.slice(0, maxFiles).map((file) => element("li", {}, ...fileText(file)))
  ];
}

function skippedNotes(skipped: readonly string[]): HTMLElement[] {
  const notes = skipped
    .slice(0, maxSkipped)
    .map((why) => warning(`Not read: ${visible(why).slice(0, 400)}.`));
  const rest = skipped.length - maxSkipped;
  return rest > 0
    ? [...notes, element("li", {}, `And ${formatCount(rest)} more are no logs.`)]
    : notes;
}

function limitNotes({stoppedAt, clipped}: Scored): HTMLElement[] {
  return [
    ...(stoppedAt === null
      ? []
      : [
          warning(
            `Only the first ${formatCount(stoppedAt)} connections were read: a page holds no more. For larger logs run \`npx atalaya run your.log\`, then \`npx atalaya build\`.`
          )
        ]),
    ...(clipped
      ? [
          warning(
            "Long texts of the log are truncated at 200 characters here; features and scores do not use them."
          )
        ]
      : [])
  ];
}

function warning(text: string): HTMLElement {
  return element("li", {class: "warning"}, text);
}

function sumText(files: readonly FileReport[]): string {
  const sum = (part: "size" | "lines" | "comments" | "accepted" | "rejected") =>
    files.reduce((total, file) => total + file[part], 0);
  return `${formatCount(files.length)} files (${formatBytes(sum("size"))}): ${formatCount(sum("lines"))} lines read, ${formatCount(sum("accepted"))} accepted, ${formatCount(sum("comments"))} of header or comment, ${formatCount(sum("rejected"))} rejected.`;
}

function fileText(file: FileReport): Child[] {
  const {name, size, lines, comments, accepted, rejected, partial} = file;
  return [
    element("code", {}, visible(name).slice(0, 120)),
    ` (${formatBytes(size)}): ${formatCount(lines)} ${plural(lines, "line")} read, ${formatCount(accepted)} accepted, ${formatCount(comments)} of header or comment, ${formatCount(rejected)} rejected.`,
    partial !== null && element("strong", {}, ` Partial: ${visible(partial)}.`)
  ];
}

function rejectedTable(rejections: readonly RejectedLine[]): HTMLElement {
  const several = new Set(rejections.map(({file}) => file)).size > 1;
  const fileColumn: Column<RejectedLine> = {
    name: "file",
    class: "address",
    cell: ({file}) => visible(file).slice(0, 40)
  };
  return longTable(rejections.slice(0, maxShown), {
    class: "rejected",
    label: "Rejected lines",
    columns: [
      ...(several ? [fileColumn] : []),
      {name: "line", number: true, cell: ({line}) => formatCount(line)},
      {
        name: "field",
        class: "address",
        cell: ({field}) => (field === null ? "the line" : visible(field).slice(0, 40))
      },
      {name: "reason", class: "reason", cell: ({reason}) => reason},
      {
        name: "content",
        class: "address excerpt",
        cell: ({excerpt}) => visible(excerpt).slice(0, 120)
      }
    ]
  });
}
