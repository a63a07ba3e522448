import {readJsonLines} from "../core/readers/json-lines.js";
import type {RejectedLine} from "../core/readers/json-lines.js";
import {countVerdicts, newestFirst, verdictLines} from "../core/verdicts/merge.js";
import {identityOf, parseVerdict} from "../core/verdicts/verdict.js";
import type {EventVerdict} from "../core/verdicts/verdict.js";
import {nameElement} from "./clip.js";
import {element} from "./element.js";
import type {Child} from "./element.js";
import {fileButton} from "./file-button.js";
import {formatCount, formatDigest, formatScore, formatTime, plural, visible} from "./format.js";
import {saveText} from "./save-text.js";
import {pageHref} from "./url-state.js";
import {takeVerdicts, verdicts} from "./verdict-store.js";
import {verdictTag} from "./verdict-mark.js";

/** How to show the verdicts of this browser. */
export interface VerdictPanelOptions {
  /** The digest of the evaluation that the page shows: only its events can be opened by their numbers. */
  evaluation: string;

  /** How many are listed; defaults to 50. All are exported. */
  most?: number;
}

/**
 * Lists the verdicts of this browser, the latest first, with counts; exports them as JSON lines, takes
 * such files in, and takes verdicts back; the last step can be undone.
 */
export function verdictPanel({evaluation, most = 50}: VerdictPanelOptions): HTMLElement {
  const counts = element("p", {class: "about"});
  const list = element("ul", {class: "verdicts"});
  const said = element("div", {class: "said", role: "status"});

  function undoable(before: readonly EventVerdict[], ...text: Child[]): void {
    const undo = element("button", {type: "button", class: "plain"}, "Undo");
    undo.addEventListener("click", () => {
      verdicts.replaceAll(before);
      said.replaceChildren("Undone.");
    });
    said.replaceChildren(element("p", {class: "about"}, ...text, " ", undo));
  }

  function take(name: string, text: string): void {
    const before = [...verdicts.all().values()];
    const {accepted, rejected} = readJsonLines(text, parseVerdict);
    try {
      const {added, replaced, ignored} = takeVerdicts(accepted);
      undoable(
        before,
        `${visible(name).slice(0, 80)}: ${formatCount(added)} added, ${formatCount(replaced)} replaced by a later one, ${formatCount(ignored)} known already or not later, ${formatCount(rejected.length)} ${plural(rejected.length, "line")} refused.`
      );
    } catch (error) {
      said.replaceChildren(error instanceof Error ? `Not taken in: ${error.message}.` : "");
    }
    if (rejected.length > 0) said.append(rejectedList(rejected));
  }

  function show(): void {
    const all = newestFirst(verdicts.all().values());
    const n = countVerdicts(all);
    const fault = verdicts.fault();
    counts.replaceChildren(
      all.length === 0
        ? "None yet. Open an event, and judge it with t, f or u."
        : `${formatCount(n.all)} in this browser: ${formatCount(n.true)} true, ${formatCount(n.false)} false, ${formatCount(n.unsure)} unsure. Exported and given to \`atalaya verdicts import\`, they are what the next run is measured against.`,
      fault ? ` ${fault}` : ""
    );
    save.hidden = all.length === 0;
    list.replaceChildren(
      ...all.slice(0, most).map((verdict) =>
        item(verdict, evaluation, () => {
          verdicts.remove(identityOf(verdict));
          undoable(all, `Taken back: ${verdict.verdict}.`);
        })
      )
    );
    if (all.length > most)
      list.append(element("li", {class: "faint"}, `and ${formatCount(all.length - most)} more`));
  }

  const save = element("button", {type: "button", class: "plain"}, "Export");
  save.addEventListener("click", () =>
    saveText("verdicts.jsonl", verdictLines(verdicts.all().values()))
  );
  show();
  verdicts.listen(show);
  const open = fileButton("Import", {accept: ".jsonl,.ndjson,.json,.txt", take});
  return element(
    "div",
    {class: "verdict-panel"},
    counts,
    element("p", {class: "actions"}, save, open),
    said,
    list
  );
}

function item(verdict: EventVerdict, evaluation: string, takeBack: () => void): HTMLLIElement {
  const {event, time, src, dst, score, file, line, note, at, by} = verdict;
  const where = `${formatDigest(file)}:${line}`;
  const pair =
    src === null || dst === null
      ? [element("span", {class: "mono"}, where)]
      : [nameElement(src, 24), " → ", nameElement(dst, 24)];
  const here = event !== null && verdict.evaluation === evaluation;
  const button = element(
    "button",
    {type: "button", class: "plain", "aria-label": `Take back the verdict on ${where}`},
    "take back"
  );
  button.addEventListener("click", takeBack);
  return element(
    "li",
    {},
    verdictTag(verdict.verdict),
    here
      ? element("a", {href: pageHref("alert", {event})}, ...pair)
      : element("span", {title: `line ${line} of the file with SHA-256 ${file}`}, ...pair),
    element(
      "span",
      {class: "faint"},
      time === null ? "" : `${formatTime(time)}, `,
      score === null ? "" : `${formatScore(score)}, `,
      `judged ${formatTime(Date.parse(at))} UTC`,
      by === "" ? "" : ` by ${visible(by)}`
    ),
    note !== "" && element("span", {class: "note"}, visible(note)),
    button
  );
}

/** Lists the lines of a file that were refused, and why; at most 20. */
export function rejectedList(rejected: readonly RejectedLine[]): HTMLElement {
  const shown = rejected.slice(0, 20);
  const more = rejected.length - shown.length;
  return element(
    "ul",
    {class: "rejected"},
    ...shown.map(({line, reason}) =>
      element("li", {}, `line ${formatCount(line)}: ${visible(reason)}`)
    ),
    more > 0 && element("li", {}, `and ${formatCount(more)} more`)
  );
}
