import type {RunEntry} from "../../core/schema/runs.js";
import {setAsideList, setAsideOf} from "../../core/schema/set-aside.js";
import {element} from "../kit/element.js";
import {
  formatCount,
  formatDigest,
  formatDuration,
  formatTime,
  plural,
  visible,
  parameterText
} from "../kit/format.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {phasesMenu} from "./run-exports.js";

type Phase = RunEntry["phases"][number];

/**
 * Shows one run: what was asked, what each phase read, made and rejected, and whether it is the run that the
 * pages show, which is called *shown*.
 */
export function runDetail(run: RunEntry, shown: string): HTMLElement {
  const setAside = setAsideOf(run.phases);
  const facts: [string, Node | string][] = [
    ["run", element("code", {}, run.run)],
    ["on the pages", run.run === shown ? "yes" : "no: they show another run"],
    ["command", element("code", {}, visible(run.command))],
    ["started", `${formatTime(run.startedAt)} UTC`],
    ["code", element("code", {}, visible(run.codeVersion))],
    ...(setAside.length > 0
      ? [["set aside", visible(setAsideList(setAside))] as [string, string]]
      : []),
    ...(run.retraining ? [["retraining", visible(run.retraining.summary)] as [string, string]] : [])
  ];
  const error =
    run.error &&
    element(
      "p",
      {class: "failure", role: "alert"},
      "It failed: ",
      element("code", {}, visible(run.error))
    );
  const models = run.models.map(({name, sha256}) =>
    element("li", {}, `${visible(name)} `, digest(sha256))
  );
  return element(
    "div",
    {class: "part"},
    element(
      "dl",
      {class: "facts"},
      ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])
    ),
    error,
    element("h2", {}, "Phases"),
    phaseTable(run.phases),
    phasesMenu(run),
    ...run.phases.map(phaseInputs),
    ...run.phases.filter(({partitions}) => partitions.count > 0).map(phasePartitions),
    models.length > 0 && element("h2", {}, "Models"),
    models.length > 0 && element("ul", {class: "plain"}, ...models)
  );
}

/** Returns the first digits of a digest or a key, with all of them in its title. */
function digest(sha256: string | null): HTMLElement {
  return element(
    "code",
    {class: "digest", title: sha256},
    sha256 === null ? "–" : formatDigest(sha256)
  );
}

function phaseTable(phases: readonly Phase[]): HTMLElement {
  const count = (name: string, of: (phase: Phase) => number | null): Column<Phase> => ({
    name,
    number: true,
    cell: (phase) => formatCount(of(phase))
  });
  return table(phases, {
    label: "phases",
    columns: [
      {name: "phase", header: true, cell: ({phase}) => phase},
      {name: "work", class: () => "soft", cell: ({reused}) => (reused ? "reused" : "made")},
      {name: "seconds", number: true, cell: ({seconds}) => formatDuration(seconds)},
      count("rows in", ({rowsIn}) => rowsIn),
      count("rows out", ({rowsOut}) => rowsOut),
      count("rejected", ({rejected}) => rejected),
      {name: "key", cell: ({key}) => digest(key)},
      {name: "artifact", cell: ({sha256}) => digest(sha256)}
    ]
  });
}

/** Returns the parameters and the inputs of a phase, folded. */
function phaseInputs({phase, parameters, inputs, moreInputs}: Phase): HTMLElement {
  const names = Object.keys(parameters).sort();
  const count = inputs.length + moreInputs;
  const list = inputs.map(({name, sha256}) =>
    element("li", {}, `${visible(name)} `, element("code", {class: "digest"}, sha256))
  );
  const more =
    moreInputs > 0 && element("li", {class: "faint"}, `and ${formatCount(moreInputs)} more`);
  return element(
    "details",
    {class: "inputs"},
    element(
      "summary",
      {},
      `${phase}: ${names.length} ${plural(names.length, "parameter")}, ${formatCount(count)} ${plural(count, "input")}`
    ),
    element(
      "dl",
      {class: "facts"},
      ...names.flatMap((name) => [
        element("dt", {}, name),
        element("dd", {}, element("code", {}, visible(parameterText(parameters[name]))))
      ])
    ),
    element("ul", {class: "plain"}, ...list, more)
  );
}

/** Returns the partitions that the artifact of a phase was merged from, folded. */
function phasePartitions({phase, partitions: {count, made, listed}}: Phase): HTMLElement {
  const more = count - listed.length;
  return element(
    "details",
    {class: "inputs"},
    element(
      "summary",
      {},
      `${phase}: ${formatCount(count)} ${plural(count, "partition")}, ${formatCount(made)} made by this run`
    ),
    element("ul", {class: "plain"}, ...listed.map(partitionItem)),
    more > 0 && element("p", {class: "faint"}, `and ${formatCount(more)} more`)
  );
}

function partitionItem({
  partition,
  rows,
  made,
  key
}: Phase["partitions"]["listed"][number]): HTMLElement {
  const work = made ? "made" : "reused";
  return element(
    "li",
    {},
    `${visible(partition)}: ${formatCount(rows)} ${plural(rows, "row")}, ${work} `,
    digest(key)
  );
}
