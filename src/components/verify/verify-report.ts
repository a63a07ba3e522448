import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {checkedMenu, mismatchMenu} from "./verify-exports.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {mismatchCount} from "./verification.js";
import type {FigureCheck, StatementCheck, Verification} from "./verification.js";

/** Returns what a check found: first what is not as published, then everything by groups that open. */
export function verificationReport(result: Verification): HTMLElement[] {
  const {files, proof, scores, figures, taken, notes} = result;
  const numbers = figures.reduce((sum, figure) => sum + figure.numbers + figure.words, 0);
  const untouched = taken.reduce((sum, {values}) => sum + values, 0);
  const badFiles = files.filter(({ok}) => !ok).length;
  const badFigures = figures.filter(({differing}) => differing > 0).length;
  return [
    ...(mismatchCount(result) > 0 ? [mismatchPart(result)] : []),
    ...(notes.length
      ? [part("Not checked here", "", ...notes.map((note) => element("p", {}, note)))]
      : []),
    part(
      "What was checked",
      "Each group opens. Expected: what the signed list, the statement or the computation here says; found: what was served.",
      group(
        `${formatCount(files.length)} ${plural(files.length, "file")}`,
        badFiles,
        aboutDatabase(files),
        lineTable(files.map((file) => ({...file, what: file.path})))
      ),
      group(
        `${formatCount(proof.length)} signatures and manifests`,
        badLines(proof),
        lineTable(proof)
      ),
      group(`${formatCount(result.scored)} scores`, badLines(scores), lineTable(scores)),
      group(
        `${formatCount(numbers)} numbers and words in ${formatCount(figures.length)} figures`,
        badFigures,
        figureTable(figures)
      ),
      group(
        `${formatCount(untouched)} values taken as signed or recorded`,
        null,
        unverifiedTable(result)
      ),
      checkedMenu(result)
    ),
    part("Without this page", "", byHand(result))
  ];
}

/** Says what the digest of the database’s bytes proves, and what it does not (decision 0008). */
function aboutDatabase(files: Verification["files"]): HTMLElement {
  const database = files.find(({path}) => /\/events\.[0-9a-f]{8}\.duckdb$/.test(path));
  const verdict = !database
    ? "events.duckdb is not on the list of files."
    : database.ok
      ? "events.duckdb: the SHA-256 of its bytes is that of the signed list and of the signed statement, so these are the bytes that the run published."
      : "events.duckdb: the SHA-256 of its bytes is not that of the signed list.";
  return element(
    "p",
    {class: "about database"},
    `${verdict} Not computed here: the digest of its content, which two runs of the same log have in common while their bytes differ, since that takes a writer of Parquet. That its tables say the same as those of another making, only `,
    element("code", {}, "atalaya verify"),
    " and ",
    element("code", {}, "atalaya reproduce"),
    " prove."
  );
}

function mismatchPart(result: Verification): HTMLElement {
  const {files, proof, scores, figures} = result;
  const lines: StatementCheck[] = [
    ...files.map((file) => ({...file, what: file.path})),
    ...proof,
    ...scores
  ].filter(({ok}) => !ok);
  const values = figures.filter(({differing}) => differing > 0);
  return part(
    "Not as published",
    "",
    lines.length > 0 && lineTable(lines, true),
    ...values.map(figureMismatches),
    mismatchMenu(result)
  );
}

function figureMismatches({figure, file, differing, mismatches}: FigureCheck): HTMLElement {
  const rows = mismatches.map(({path, expected, found}) => [
    code(path),
    code(expected),
    code(found)
  ]);
  return element(
    "details",
    {class: "group", open: differing <= 3},
    element(
      "summary",
      {},
      element("b", {}, figure),
      ` ${formatCount(differing)} of its values in ${file} ${plural(differing, "differs", "differ")}`
    ),
    table(["value", "computed here", "published"], rows)
  );
}

function lineTable(lines: readonly StatementCheck[], open = false): HTMLElement {
  const sorted = [...lines].sort((a, b) => Number(a.ok) - Number(b.ok));
  const rows = sorted.map(({what, expected, found, ok, figures}) => [
    element("span", {class: ok ? "match" : "mismatch"}, ok ? "same" : "differs"),
    code(what),
    code(expected),
    ok ? element("span", {class: "faint"}, "the same") : code(found),
    ...(open ? [figures.length ? figures.join("; ") : "no figure"] : [])
  ]);
  return table(["", "what", "expected", "found", ...(open ? ["what depends on it"] : [])], rows);
}

function figureTable(figures: readonly FigureCheck[]): HTMLElement {
  const sorted = [...figures].sort((a, b) => b.differing - a.differing);
  const rows = sorted.map(({figure, file, how, numbers, words, taken, differing}) => [
    element(
      "span",
      {class: differing ? "mismatch" : "match"},
      differing ? `${formatCount(differing)} differ` : numbers + words > 0 ? "same" : "as signed"
    ),
    figure,
    code(file),
    number(numbers),
    number(words),
    number(taken),
    how
  ]);
  const heads = ["", "figure", "file", "numbers", "words", "as signed", "how"];
  return table(heads, rows, [3, 4, 5]);
}

function unverifiedTable({taken}: Verification): HTMLElement {
  const rows = taken.map(({figure, file, reason, values}) => [
    figure,
    code(file),
    number(values),
    reason
  ]);
  return table(["figure", "file", "values", "why, and what vouches for them"], rows, [2]);
}

function byHand(result: Verification): HTMLElement {
  const name = "atalaya-verification.json";
  const href = URL.createObjectURL(
    new Blob([JSON.stringify(result, null, 2)], {type: "application/json"})
  );
  return element(
    "div",
    {class: "by-hand"},
    element(
      "p",
      {},
      "Whoever can change this site can change this page, too. From a machine of your own, with the store:"
    ),
    element("pre", {}, `atalaya verify ${result.run}\natalaya reproduce ${result.run}`),
    element("p", {}, "and with nothing of ours, in a copy of the site:"),
    element(
      "pre",
      {},
      `jq -r '.files[] | "\\(.sha256)  \\(.path)"' site-manifest.json | sha256sum -c`
    ),
    element(
      "p",
      {},
      "The key that signed the run has the id ",
      code(result.keyId ?? "none"),
      ". Compare it with what you have from elsewhere: only that tells who signed."
    ),
    element("p", {}, element("a", {href, download: name}, "Take the report away as JSON"))
  );
}

function part(title: string, about: string, ...children: Child[]): HTMLElement {
  return element(
    "section",
    {class: "part", "data-export": title},
    element("h2", {}, title),
    about !== "" && element("p", {class: "about"}, about),
    ...children
  );
}

function group(title: string, wrong: number | null, ...content: HTMLElement[]): HTMLElement {
  const verdict =
    wrong === null
      ? ""
      : wrong === 0
        ? "all as published"
        : `${formatCount(wrong)} not as published`;
  const mark = element("span", {class: wrong ? "mismatch" : "match"}, verdict);
  return element(
    "details",
    {class: "group"},
    element("summary", {}, element("b", {}, title), " ", mark),
    ...content
  );
}

function badLines(lines: readonly StatementCheck[]): number {
  return lines.filter(({ok}) => !ok).length;
}

function table(
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  numeric: readonly number[] = []
): HTMLElement {
  const kind = (j: number) => (numeric.includes(j) ? "number" : null);
  const head = heads.map((text, j) =>
    text === "" ? element("td", {}) : element("th", {scope: "col", class: kind(j)}, text)
  );
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((cell, j) => element("td", {class: kind(j)}, cell)))
  );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "group", "aria-label": heads.join(", ")},
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...body)
    )
  );
}

function code(text: string): HTMLElement {
  return element(
    "code",
    {title: text.length > 44 ? text.slice(0, 400) : null},
    visible(text.slice(0, 400))
  );
}

function number(n: number): string {
  return formatCount(n);
}
