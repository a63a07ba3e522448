import type {VerdictName} from "../../core/verdicts/verdict.js";
import {element} from "../kit/element.js";
import {findEventVerdict, verdicts} from "./verdict-store.js";

/** What a mark says to those who hear it, and in its title. */
const meanings: Readonly<Record<VerdictName, string>> = {
  true: "judged a true alert",
  false: "judged a false alert",
  unsure: "judged, unsure"
};

/**
 * Returns a mark that says what this browser’s reader judged of the event with that identity, empty
 * while it is not judged; it follows the verdicts as they change.
 */
export function verdictMark(identity: string): HTMLElement {
  const mark = element("span", {class: "verdict-mark", "data-identity": identity});
  fillMark(mark);
  return mark;
}

/**
 * Returns the same mark for the event with that number in *evaluation*, a digest, where its identity is not
 * at hand: it knows the verdicts that were given on this evaluation.
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

/** Returns a mark that says *verdict*. */
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
    mark.title = found.note ? `${meanings[found.verdict]}: ${found.note}` : meanings[found.verdict];
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
