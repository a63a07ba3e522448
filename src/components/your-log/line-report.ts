import {element} from "../kit/element.js";
import {formatBytes, formatCount, plural, visible} from "../kit/format.js";
import {moreButton} from "../kit/more-button.js";
import type {FileReport, RejectedLine, Scored} from "./messages.js";

const shown = 12;
const maxShown = 500;
const maxFiles = 5;
const maxRejected = 20;

/**
 * Returns what became of every line: a sentence a file, and the rejected lines with their reasons; then the
 * files that were *refused*, a sentence each.
 */
export function linesReport(
  {files, rejections, stoppedAt, clipped}: Scored,
  refused: readonly string[]
): HTMLElement {
  const rejected = files.reduce((sum, file) => sum + file.rejected, 0);
  // Of many files the sum, and those that something is to be said of.
  const notable = files.filter((file) => file.rejected > 0 || file.partial !== null);
  const told = files.length <= maxFiles ? files : notable.slice(0, maxFiles);
  const notes = told.map((file) => element("li", {}, ...fileSentence(file)));
  if (files.length > maxFiles) notes.unshift(element("li", {}, sumSentence(files)));
  for (const why of refused.slice(0, maxRejected))
    notes.push(element("li", {class: "warning"}, `Not read: ${visible(why).slice(0, 400)}.`));
  if (refused.length > maxRejected)
    notes.push(
      element("li", {}, `And ${formatCount(refused.length - maxRejected)} more are no logs.`)
    );
  if (stoppedAt !== null) {
    notes.push(
      element(
        "li",
        {class: "warning"},
        `Only the first ${formatCount(stoppedAt)} connections were read: a page has no room for more. For larger logs run \`npx atalaya run your.log\`, then \`npx atalaya build\`.`
      )
    );
  }
  if (clipped) {
    notes.push(
      element(
        "li",
        {class: "warning"},
        "Long texts of the log are cut at 200 characters here; features and scores do not use them."
      )
    );
  }
  const kept =
    rejections.length < rejected ? ` The first ${formatCount(rejections.length)} are kept.` : "";
  return element(
    "div",
    {},
    element("ul", {class: "notices"}, ...notes),
    rejected > 0 &&
      element(
        "p",
        {class: "about"},
        `${formatCount(rejected)} rejected ${plural(rejected, "line")}: not scored, and not guessed at.${kept}`
      ),
    rejected > 0 && rejectedTable(rejections)
  );
}

function sumSentence(files: readonly FileReport[]): string {
  const sum = (part: "size" | "lines" | "comments" | "accepted" | "rejected") =>
    files.reduce((total, file) => total + file[part], 0);
  return `${formatCount(files.length)} files (${formatBytes(sum("size"))}): ${formatCount(sum("lines"))} lines read, ${formatCount(sum("accepted"))} accepted, ${formatCount(sum("comments"))} of header or comment, ${formatCount(sum("rejected"))} rejected.`;
}

function fileSentence({name, size, lines, comments, accepted, rejected, partial}: FileReport) {
  return [
    element("code", {}, visible(name).slice(0, 120)),
    ` (${formatBytes(size)}): ${formatCount(lines)} ${plural(lines, "line")} read, ${formatCount(accepted)} accepted, ${formatCount(comments)} of header or comment, ${formatCount(rejected)} rejected.`,
    partial !== null && element("strong", {}, ` Not whole: ${visible(partial)}.`)
  ];
}

function rejectedTable(rejections: readonly RejectedLine[]): HTMLElement {
  const several = new Set(rejections.map(({file}) => file)).size > 1;
  const lines = rejections
    .slice(0, maxShown)
    .map(({file, line, field, reason, excerpt}) =>
      element(
        "tr",
        {},
        several && element("td", {class: "address"}, visible(file).slice(0, 40)),
        element("td", {class: "number"}, formatCount(line)),
        element(
          "td",
          {class: "address"},
          field === null ? "the line" : visible(field).slice(0, 40)
        ),
        element("td", {class: "reason"}, reason),
        element("td", {class: "address excerpt"}, visible(excerpt).slice(0, 120))
      )
    );
  const heads = [...(several ? ["file"] : []), "line", "field", "reason", "what it says"];
  const body = element("tbody", {}, ...lines.slice(0, shown));
  const table = element(
    "table",
    {class: "rejected"},
    element("caption", {class: "unseen"}, "Rejected lines"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((head) =>
          element("th", {scope: "col", class: head === "line" ? "number" : null}, head)
        )
      )
    ),
    body
  );
  const region = element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Rejected lines"},
    table
  );
  if (lines.length <= shown) return region;
  const more = moreButton(lines.length - shown, () => body.append(...lines.slice(shown)));
  return element("div", {}, region, more);
}
