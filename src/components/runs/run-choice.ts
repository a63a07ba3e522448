import type {RunEntry} from "../../core/schema/runs.js";
import type {RunPairsPage} from "../../core/schema/run-pairs.js";
import {element} from "../kit/element.js";
import {evaluationOf, runName} from "./run-pair.js";

/** Two lists to choose an earlier and a later run from. */
export interface RunChoice {
  node: HTMLElement;
  show(a: RunEntry, b: RunEntry): void;
}

/** Returns two lists of the runs that succeeded; choosing calls *onChoice*. */
export function runChoice(
  runs: readonly RunEntry[],
  pairs: RunPairsPage,
  onChoice: (a: RunEntry, b: RunEntry) => void
): RunChoice {
  const named = (name: string) => runs.find(({run}) => run === name)!;
  const list = (id: string) => {
    const options = runs.map((run) =>
      element("option", {value: run.run}, `${runName(run)}${remark(run, pairs)}`)
    );
    const select = element("select", {id}, ...options);
    select.addEventListener("change", () => onChoice(named(a.value), named(b.value)));
    return select;
  };
  const [a, b] = [list("run-before"), list("run-now")];
  const node = element(
    "div",
    {class: "run-choice"},
    element("h2", {}, "What changed"),
    element("label", {for: "run-before"}, "before"),
    a,
    element("label", {for: "run-now"}, "now"),
    b
  );
  node.hidden = runs.length < 2;
  return {
    node,
    show(before, now) {
      a.value = before.run;
      b.value = now.run;
    }
  };
}

/** Returns the run that the pages show, and the latest one before it that succeeded with other results, if there is one. */
export function usualPair(
  runs: readonly RunEntry[],
  pairs: RunPairsPage
): {a: RunEntry; b: RunEntry} | undefined {
  const b = runs.find(({run}) => run === pairs.run) ?? runs.find((run) => evaluationOf(run));
  if (!b) return undefined;
  const earlier = runs.slice(runs.indexOf(b) + 1).filter((run) => evaluationOf(run));
  const a = earlier.find((run) => evaluationOf(run) !== evaluationOf(b)) ?? earlier[0];
  return a && {a, b};
}

function remark(run: RunEntry, pairs: RunPairsPage): string {
  const key = evaluationOf(run);
  if (run.run === pairs.run) return " · shown";
  if (!key) return ` · ${run.status}`;
  return pairs.removed.includes(key) ? " · artifacts removed" : "";
}
