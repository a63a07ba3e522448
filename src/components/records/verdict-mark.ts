import type {VerdictName} from "../../core/verdicts/verdict.js";
import {element} from "../kit/element.js";
import {findEventVerdict, verdicts} from "./verdict-store.js";

/** The verdicts as text. */
export const verdictText: Readonly<Record<VerdictName, string>> = {
  true: "true positive",
  false: "false positive",
  unsure: "unsure"
};

/**
 * Returns a mark with the verdict of this browser on the event with that identity, empty while there is none; it
 * follows the verdicts as they change.
 */
export function verdictMark(identity: string): HTMLElement {
  const mark = element("span", {class: "verdict-mark", "data-identity": identity});
  fillMark(mark);
  return mark;
}

/**
 * Returns the same mark for the event with that number in *evaluation*, a digest, where its identity is not
 * available: it shows the verdicts that were given on this evaluation.
 */
export function eventMark(event: number, evaluation: string): HTMLElement {
  const mark = element("span", {
    class: "verdict-mark",
    "data-event-id": event,
    "data-evaluation": evaluation
  });
  fillMark(mark);
  return mark;
}

/** Returns a mark of *verdict*. */
export function verdictTag(verdict: VerdictName): HTMLElement {
  return element("span", {class: "verdict-mark", "data-verdict": verdict}, verdict);
}

const verdictMarks = ".verdict-mark[data-identity], .verdict-mark[data-event-id]";

function fillMark(mark: HTMLElement): void {
  const {identity, eventId, evaluation} = mark.dataset;
  const found =
    identity === undefined
      ? findEventVerdict(Number(eventId), evaluation!)
      : verdicts.all().get(identity);
  mark.replaceChildren(found ? found.verdict : "");
  if (found) {
    mark.dataset.verdict = found.verdict;
    const text = `verdict: ${verdictText[found.verdict]}`;
    mark.title = found.note ? `${text}; ${found.note}` : text;
  } else {
    delete mark.dataset.verdict;
    mark.removeAttribute("title");
  }
}

if (typeof document !== "undefined") {
  verdicts.listen(document, () => {
    for (const mark of document.querySelectorAll<HTMLElement>(verdictMarks)) fillMark(mark);
  });
}
