import type {RunEntry} from "../../core/schema/runs.js";
import {element} from "../kit/element.js";
import {formatCount, parameterText, visible} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";

/** One difference between two runs; null where one of them has no such value. */
export interface Change {
  name: string;
  before: string | null;
  after: string | null;
  /** The change, for numbers of the same quantity. */
  difference?: number;
}

/** Returns what differs between *run* and the one before it: parameters, rows, digests and metrics. */
export function changesOf(run: RunEntry, previous: RunEntry): {[group: string]: Change[]} {
  return {
    parameters: compare(valuesOf(previous, parameters), valuesOf(run, parameters)),
    rows: compare(valuesOf(previous, rows), valuesOf(run, rows)),
    metrics: compare(metrics(previous), metrics(run)),
    artifacts: compare(valuesOf(previous, artifact), valuesOf(run, artifact))
  };
}

/** Returns the input files that one of the two runs has and the other has not, as far as the audit lists them. */
export function inputChanges(run: RunEntry, previous: RunEntry): Change[] {
  const files = ({phases}: RunEntry) =>
    phases.find(({phase}) => phase === "ingestion")?.inputs ?? [];
  const [now, before] = [files(run), files(previous)];
  const without = (list: typeof now, other: typeof now) =>
    list.filter(({sha256}) => !other.some((file) => file.sha256 === sha256));
  return [
    ...without(before, now).map(({name, sha256}) => ({name, before: sha256, after: null})),
    ...without(now, before).map(({name, sha256}) => ({name, before: null, after: sha256}))
  ];
}

/** Returns a table for each group of changes that has any, or that there is none. */
export function changeTables(groups: {[group: string]: Change[]}): HTMLElement[] {
  const changed = Object.entries(groups).filter(([, changes]) => changes.length > 0);
  if (changed.length === 0) {
    const text =
      "Nothing that the audit recorded differs: same inputs, same parameters, same bytes.";
    return [element("p", {class: "about"}, text)];
  }
  return changed.map(([name, changes]) => changeTable(name, changes));
}

type Value = string | number | null;

/** The value of each name in one run. */
type Values = Map<string, Value>;

function valuesOf(
  run: RunEntry,
  read: (phase: RunEntry["phases"][number]) => [string, Value][]
): Values {
  return new Map(run.phases.flatMap(read));
}

function parameters({phase, parameters}: RunEntry["phases"][number]): [string, Value][] {
  return Object.entries(parameters).map(([name, value]) => [
    `${phase} ${name}`,
    typeof value === "number" ? value : parameterText(value)
  ]);
}

function rows({phase, rowsOut, rejected}: RunEntry["phases"][number]): [string, Value][] {
  return [
    [`${phase} rows`, rowsOut],
    [`${phase} rejected`, rejected]
  ];
}

function artifact({phase, sha256}: RunEntry["phases"][number]): [string, Value][] {
  return [[phase, sha256]];
}

function metrics({metrics}: RunEntry): Values {
  return new Map(
    metrics.map(({model, window, name, value}) => [`${model}, ${window}: ${name}`, value])
  );
}

function compare(before: Values, after: Values): Change[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => change(name, before.get(name) ?? null, after.get(name) ?? null));
}

function change(name: string, before: Value, after: Value): Change {
  const numbers = typeof before === "number" && typeof after === "number";
  const difference = numbers ? {difference: after - before} : {};
  return {name, before: textOf(before), after: textOf(after), ...difference};
}

function textOf(value: Value): string | null {
  if (value === null || typeof value === "string") return value;
  return Number.isInteger(value) ? formatCount(value) : value.toFixed(4);
}

function changeTable(title: string, changes: readonly Change[]): HTMLElement {
  const digests = title === "artifacts" || title === "inputs";
  const value = (text: string | null): Node | string => {
    if (text === null) return "–";
    return digests ? element("code", {title: text}, text.slice(0, 8)) : visible(text);
  };
  return expandableTable(changes, {
    class: "changes",
    label: `changed ${title}`,
    shown: 10,
    columns: [
      {name: title, header: true, cell: ({name}) => visible(name)},
      {name: "before", number: true, cell: ({before}) => value(before)},
      {name: "now", number: true, cell: ({after}) => element("b", {}, value(after))},
      {
        name: "change",
        number: true,
        class: () => "soft",
        cell: ({difference}) => (difference === undefined ? "" : signed(difference))
      }
    ]
  });
}

function signed(difference: number): string {
  const size = Math.abs(difference);
  return `${difference < 0 ? "−" : "+"}${Number.isInteger(size) ? formatCount(size) : size.toFixed(4)}`;
}
