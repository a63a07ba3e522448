import type {LineageArtifact, LineagePage} from "../../core/schema/lineage.js";
import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import {formatBytes, formatCount, plural, visible} from "../kit/format.js";
import {table, tableBody} from "../kit/table.js";
import type {Column} from "../kit/table.js";

/** How many rows of a list are shown at once; the others open with a button. */
const maxRows = 200;

/** Returns the logs with their digests, as they are stored in RAW. */
export function logTable({inputs}: LineagePage): HTMLElement {
  return longTable(inputs, "Logs", [
    {name: "file", cell: ({name}) => element("code", {}, visible(name))},
    {name: "size", number: true, cell: ({bytes}) => formatBytes(bytes)},
    {name: "lines", number: true, cell: ({lines}) => formatCount(lines)},
    {name: "comments", number: true, cell: ({comments}) => formatCount(comments)},
    {name: "events", number: true, cell: ({accepted}) => formatCount(accepted)},
    {name: "rejected", number: true, cell: ({rejected}) => formatCount(rejected)},
    {name: "sha256", cell: ({sha256}) => element("code", {}, sha256)}
  ]);
}

/** Returns the export of the logs: one row a file. */
export function logExport({inputs}: LineagePage): ExportSource {
  return {name: "logs", rows: () => inputs.map(plainRow)};
}

/** Returns the export of the artifacts: one row an artifact, its parameters as JSON. */
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

/** Returns an artifact: its row in the audit, and its inputs, files and parameters, which open. */
export function artifactSection(artifact: LineageArtifact, run: string): HTMLElement {
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
          longTable(inputs, "Inputs", [
            {name: "input", cell: ({name}) => visible(name)},
            {name: "sha256", cell: ({sha256: digest}) => element("code", {}, digest)}
          ]),
        menuOf(`${phase}-inputs`, () => inputs.map(plainRow))
      ),
    unfold(
      `${formatCount(files.length)} ${plural(files.length, "file")}`,
      () =>
        longTable(files, "Files", [
          {name: "file", cell: ({path}) => element("code", {}, visible(path))},
          {name: "size", number: true, cell: ({bytes}) => formatBytes(bytes)},
          {
            name: "rows",
            number: true,
            cell: ({rows}) => (rows === undefined ? "–" : formatCount(rows))
          },
          {name: "sha256", cell: ({sha256: digest}) => element("code", {}, digest)}
        ]),
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

/** Returns a part that opens; its content is made when it is first opened, since some lists are long. */
function unfold(title: string, content: () => HTMLElement, ...rest: Child[]): HTMLElement {
  const node = element("details", {}, element("summary", {}, title));
  const fill = () => node.append(...[content(), ...rest].filter((child) => child instanceof Node));
  node.addEventListener("toggle", fill, {once: true});
  return node;
}

/** Returns a table of the first rows, and a button that shows the others. */
function longTable<Row>(
  rows: readonly Row[],
  label: string,
  columns: readonly Column<Row>[]
): HTMLElement {
  const node = table(rows.slice(0, maxRows), {columns, label});
  if (rows.length <= maxRows) return node;
  const text = `Show the other ${formatCount(rows.length - maxRows)}`;
  const button = element("button", {type: "button"}, text);
  button.addEventListener("click", () => {
    node.querySelector("tbody")!.replaceWith(tableBody(rows, {columns}));
    button.remove();
  });
  return element("div", {}, node, button);
}
