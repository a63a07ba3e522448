import type {LineageArtifact, LineagePage} from "../../core/schema/lineage.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import {formatBytes, formatCount, plural, visible} from "../kit/format.js";

/** How many rows of a list are shown at once; the others open with a button. */
const most = 200;

/** Returns the logs with their digests, as RAW keeps them. */
export function logTable({inputs}: LineagePage): HTMLElement {
  const rows = inputs.map(({name, bytes, lines, accepted, rejected, comments, sha256}) => [
    element("code", {}, visible(name)),
    formatBytes(bytes),
    formatCount(lines),
    formatCount(comments),
    formatCount(accepted),
    formatCount(rejected),
    element("code", {}, sha256)
  ]);
  return table(
    ["file", "size", "lines", "comments", "events", "rejected", "sha256"],
    rows,
    [1, 2, 3, 4, 5]
  );
}

/** Returns what can be taken of the logs: one row a file. */
export function logExport({inputs}: LineagePage): ExportSource {
  return {name: "logs", rows: () => inputs.map(plainRow)};
}

/** Returns what can be taken of the artifacts: one row an artifact, its parameters as JSON. */
export function artifactExport({artifacts}: LineagePage): ExportSource {
  return {
    name: "artifacts",
    rows: () =>
      artifacts.map(({parameters, ...artifact}) => ({
        ...plainRow(artifact),
        parameters: JSON.stringify(parameters)
      }))
  };
}

/** Returns an artifact: what the audit says of it, and its inputs, files and parameters, which open. */
export function artifactPart(artifact: LineageArtifact, run: string): HTMLElement {
  const {phase, layer, inputs, files, parameters} = artifact;
  const facts = factsOf(artifact, run);
  return element(
    "section",
    {class: "artifact", id: phase, tabindex: -1},
    element("h3", {}, `${layer.toUpperCase()}: ${phase}`),
    element(
      "dl",
      {},
      ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])
    ),
    inputs.length > 0 &&
      unfold(
        `${formatCount(inputs.length)} ${plural(inputs.length, "input")}`,
        () =>
          table(
            ["input", "sha256"],
            inputs.map(({name, sha256: digest}) => [visible(name), element("code", {}, digest)])
          ),
        menuOf(`${phase}-inputs`, () => inputs.map(plainRow))
      ),
    unfold(
      `${formatCount(files.length)} ${plural(files.length, "file")}`,
      () =>
        table(
          ["file", "size", "rows", "sha256"],
          files.map((file) => [
            element("code", {}, visible(file.path)),
            formatBytes(file.bytes),
            file.rows === undefined ? "–" : formatCount(file.rows),
            element("code", {}, file.sha256)
          ]),
          [1, 2]
        ),
      menuOf(`${phase}-files`, () =>
        files.map(({path, bytes, rows, sha256}) => ({path, bytes, rows: rows ?? null, sha256}))
      )
    ),
    unfold("Parameters", () => element("pre", {tabindex: 0}, JSON.stringify(parameters, null, 2)))
  );
}

function menuOf(name: string, rows: () => ExportRow[]): HTMLElement {
  return element("div", {class: "provenance"}, exportMenu({name, rows}));
}

function factsOf(artifact: LineageArtifact, run: string): [string, Child][] {
  const {phase, key, sha256, phaseVersion, rows, rowsIn, rejected, seconds, reused} = artifact;
  return [
    ["digest", element("code", {}, sha256)],
    ["key", element("code", {}, key)],
    [
      "rows",
      `${rowsIn === null ? "–" : formatCount(rowsIn)} read, ${formatCount(rows)} made, ${rejected === null ? "–" : formatCount(rejected)} rejected`
    ],
    [
      "time",
      seconds === null
        ? "not in the audit"
        : reused
          ? `made by an earlier run; found in ${seconds.toFixed(2)} s`
          : `${seconds.toFixed(2)} s`
    ],
    ["audit", `run ${run}, ${phase}_events, version ${formatCount(phaseVersion)} of the phase`]
  ];
}

/** Returns what opens, its content made when it is first opened: some lists are long. */
function unfold(title: string, content: () => HTMLElement, ...rest: Child[]): HTMLElement {
  const node = element("details", {}, element("summary", {}, title));
  node.addEventListener(
    "toggle",
    () => node.append(...[content(), ...rest].filter((child) => child instanceof Node)),
    {
      once: true
    }
  );
  return node;
}

function table(
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  numeric: readonly number[] = []
): HTMLElement {
  const kind = (j: number) => (numeric.includes(j) ? "number" : null);
  const row = (cells: readonly Child[]) =>
    element("tr", {}, ...cells.map((cell, j) => element("td", {class: kind(j)}, cell)));
  const body = element("tbody", {}, ...rows.slice(0, most).map(row));
  const head = element(
    "tr",
    {},
    ...heads.map((text, j) => element("th", {scope: "col", class: kind(j)}, text))
  );
  const node = element(
    "div",
    {class: "scroll", tabindex: 0, role: "group", "aria-label": heads.join(", ")},
    element("table", {}, element("thead", {}, head), body)
  );
  if (rows.length <= most) return node;
  const more = element(
    "button",
    {type: "button"},
    `Show the other ${formatCount(rows.length - most)}`
  );
  more.addEventListener("click", () => {
    body.append(...rows.slice(most).map(row));
    more.remove();
  });
  return element("div", {}, node, more);
}
