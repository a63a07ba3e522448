import type {RunEntry} from "../../core/schema/runs.js";
import {setAsideOf} from "../../core/schema/set-aside.js";
import {element} from "../kit/element.js";
import {formatDuration, formatTime, visible} from "../kit/format.js";

/** The runs as a list, one of which is open. */
export interface RunListView {
  node: HTMLElement;
  setOpen(run: RunEntry): void;
}

/** Returns the runs in the order given, the one that the pages show marked; choosing one calls *onOpen*. */
export function runList(
  runs: readonly RunEntry[],
  shown: string,
  onOpen: (run: RunEntry) => void
): RunListView {
  const buttons = new Map(runs.map((run) => [run, runButton(run, run.run === shown, onOpen)]));
  const node = element(
    "ol",
    {class: "run-list"},
    ...[...buttons.values()].map((button) => element("li", {}, button))
  );
  return {
    node,
    setOpen(open) {
      for (const [run, button] of buttons) {
        if (run === open) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    }
  };
}

function runButton(
  run: RunEntry,
  isShown: boolean,
  onOpen: (run: RunEntry) => void
): HTMLButtonElement {
  const {status, startedAt, finishedAt, command} = run;
  const seconds = finishedAt === null ? null : (finishedAt - startedAt) / 1000;
  const outcome = setAsideOf(run.phases).length > 0 ? `${status}, partial` : status;
  const button = element(
    "button",
    {type: "button"},
    element("span", {class: "when"}, formatTime(startedAt)),
    element("span", {class: `status ${status}`}, isShown ? `${outcome}, on the pages` : outcome),
    element("span", {class: "seconds soft"}, formatDuration(seconds)),
    element("code", {class: "clip soft"}, visible(command)),
    phaseStrip(run)
  );
  button.addEventListener("click", () => onOpen(run));
  return button;
}

/** The time of each phase as a share of all; what was reused took none and is a thin mark. */
function phaseStrip({phases}: RunEntry): HTMLElement {
  const total = phases.reduce((sum, {seconds}) => sum + seconds, 0) || 1;
  const parts = phases.map(({phase, seconds, reused}) => {
    const text = `${phase}: ${reused ? "reused" : formatDuration(seconds)}`;
    return element("span", {
      class: reused ? "reused" : "made",
      title: text,
      style: `flex-grow: ${reused ? 0.02 : (seconds / total).toFixed(4)}`
    });
  });
  return element("span", {class: "phases", "aria-hidden": "true"}, ...parts);
}
