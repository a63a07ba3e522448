import {kindOf} from "../../core/notebook/chart.js";
import type {ChartPlan, ResultColumn} from "../../core/notebook/chart.js";
import {marks} from "../../core/notebook/types.js";
import type {ChartSettings} from "../../core/notebook/types.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";

/** The chart of the controls, and their listener. */
interface ChartControlsOptions {
  columns: readonly ResultColumn[];

  /** The chart that is drawn; its columns are shown where the settings choose none. */
  plan: ChartPlan | null;
  onChange: (settings: ChartSettings) => void;
}

const markNames: Readonly<Record<ChartSettings["mark"], string>> = {
  auto: "chosen by types",
  line: "line",
  area: "area",
  bar: "bars",
  dot: "dots",
  bins: "counted cells",
  histogram: "histogram",
  none: "no chart"
};

/** Returns labelled selects for the mark, the columns and the scale of a chart. */
export function chartControls(
  settings: ChartSettings,
  {columns, plan, onChange}: ChartControlsOptions
): HTMLElement {
  const drawable = columns.filter(({type}) => kindOf(type) !== null).slice(0, 100);
  const column = (label: string, name: "x" | "y" | "color" | "facet"): HTMLElement => {
    const chosen = plan?.[name];
    const auto = name === "x" || name === "y";
    const none = auto ? `auto${chosen ? `: ${visible(chosen)}` : ""}` : "none";
    const choices: [string, string][] = drawable.map((one) => [one.name, visible(one.name)]);
    return select(label, [["", none], ...choices], settings[name] ?? "", (value) =>
      onChange({...settings, [name]: value === "" ? null : value})
    );
  };
  const mark = select(
    "chart",
    marks.map((name) => [name, markNames[name]]),
    settings.mark,
    (value) => onChange({...settings, mark: marks.find((name) => name === value) ?? "auto"})
  );
  if (settings.mark === "none") return element("div", {class: "chart-controls"}, mark);
  const scales: [string, string][] = [
    ["linear", "linear"],
    ["log", "powers of ten"]
  ];
  const scale = select("scale", scales, settings.scale, (value) =>
    onChange({...settings, scale: value === "log" ? "log" : "linear"})
  );
  const columnsOf = [column("x", "x"), column("y", "y"), column("shade", "color"), column("panels", "facet")]; // prettier-ignore
  return element("div", {class: "chart-controls"}, mark, ...columnsOf, scale);
}

function select(
  label: string,
  choices: readonly (readonly [string, string])[],
  value: string,
  onChange: (value: string) => void
): HTMLElement {
  const options = choices.map(([name, text]) =>
    element("option", {value: name, selected: name === value}, text)
  );
  const node = element("select", {"data-name": label}, ...options);
  node.addEventListener("change", () => onChange(node.value));
  return element("label", {}, element("span", {}, label), node);
}
