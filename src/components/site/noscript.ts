import type {EventRow} from "../../core/schema/published.js";
import {formatEndpoint, formatScore, formatTime, visible} from "../kit/format.js";
import {originAnchor} from "../provenance/origin.js";
import {isFirstOrigin, originLabel} from "./sentence.js";
import type {SentencePart} from "./sentence.js";
import {escape} from "./shell.js";

/** The longest text of a log that is shown, in characters. */
const maxLength = 200;

/**
 * Returns a sentence as HTML, so that it is there before any script. Its links have no query yet:
 * Framework would take them for pages that do not exist, and a query needs a script.
 */
export function sentenceHtml(parts: readonly SentencePart[]): string {
  return parts
    .map(({text, href, strong, origin}, i) => {
      const to = origin === undefined ? "" : escape(originAnchor(origin));
      const from =
        to &&
        ` href="${to}" title="${originLabel}"${isFirstOrigin(parts, i) ? "" : ` tabindex="-1"`}`;
      if (href !== undefined) {
        const number = `<a class="figure" href="${escape(href.replace(/\?.*/, ""))}">${escape(text)}</a>`;
        return from ? `${number}<a class="origin"${from} aria-label="${originLabel}"></a>` : number;
      }
      const content = strong ? `<b>${escape(text)}</b>` : escape(text);
      return from ? `<a class="traced"${from}>${content}</a>` : content;
    })
    .join("");
}

/** Returns the ten first of *events* as a table, for readers without JavaScript. */
export function eventTable(events: readonly EventRow[]): string {
  const heads = ["time (UTC)", "source", "destination", "service", "score"];
  return table(heads, events.slice(0, 10).map(eventCells));
}

/** Returns a table as HTML; heads and cells are text. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((cells) => line(cells, "td")).join("");
  return `<div class="scroll"><table><thead>${line(heads, "th")}</thead><tbody>${body}</tbody></table></div>`;
}

/** Returns HTML for readers without JavaScript. */
export function noscript(...parts: string[]): string {
  return `<noscript>${parts.join("")}</noscript>`;
}

/** Returns the text of a log as HTML that shows it, truncated where it is longer than *max* characters, 200 by default. */
export function text(value: string, max = maxLength): string {
  return escape(visible(value.length > max ? `${value.slice(0, max)}…` : value));
}

function eventCells({time, src, srcPort, dst, dstPort, service, score}: EventRow): string[] {
  const [from, to] = [formatEndpoint(src, srcPort), formatEndpoint(dst, dstPort)];
  return [formatTime(time), from, to, service ?? "–", formatScore(score)];
}
