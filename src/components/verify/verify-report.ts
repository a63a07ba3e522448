import {element} from "../kit/element.js";
import type {Child} from "../kit/element.js";
import {checkedMenu, mismatchMenu} from "./verify-exports.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {section} from "../kit/section.js";
import type {SectionOptions} from "../kit/section.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {siteIdentity} from "./site-identity.js";
import {mismatchCount} from "./verification.js";
import type {FigureCheck, StatementCheck, UnverifiedCheck, Verification} from "./verification.js";

/** The number of figures that are named at once. */
const shownFigures = 12;

/**
 * Returns the result of a check: first what is not as published, then which site it is, then everything by groups that
 * open. *onAccept* is called if the reader believes a site that is not the one of before.
 */
export function verificationReport(result: Verification, onAccept: () => void): HTMLElement[] {
  const {files, proof, scores, figures, unverified, notes} = result;
  const numbers = figures.reduce((sum, figure) => sum + figure.numbers + figure.texts, 0);
  const unverifiedValues = unverified.reduce((sum, {values}) => sum + values, 0);
  const badFiles = files.filter(({ok}) => !ok).length;
  const badFigures = figures.filter(({differing}) => differing > 0).length;
  return [
    ...(mismatchCount(result) > 0 ? [mismatchSection(result)] : []),
    siteIdentity(result, onAccept),
    ...(notes.length
      ? [reportSection({title: "Not checked here"}, ...notes.map((note) => element("p", {}, note)))]
      : []),
    reportSection(
      {
        title: "What was checked",
        about:
          "Each group opens. Expected: the value in the signed list, in the statement or of the computation here; found: the value that was served."
      },
      group(
        `${formatCount(files.length)} ${plural(files.length, "file")}`,
        badFiles,
        aboutDatabase(files),
        checkTable(files.map((file) => ({...file, what: file.path})))
      ),
      group(
        `${formatCount(proof.length)} signatures and manifests`,
        mismatched(proof),
        checkTable(proof)
      ),
      group(`${formatCount(result.scored)} scores`, mismatched(scores), checkTable(scores)),
      group(
        `${formatCount(numbers)} numbers and texts in ${formatCount(figures.length)} figures`,
        badFigures,
        figureTable(figures)
      ),
      group(
        `${formatCount(unverifiedValues)} values as signed or recorded`,
        null,
        unverifiedTable(unverified)
      ),
      checkedMenu(result)
    ),
    reportSection({title: "Without this page"}, byHand(result))
  ];
}

/** Returns what the digest of the database’s bytes proves, and what it does not (decision 0008). */
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
    `${verdict} Not computed here: the digest of its content, which two runs of the same log have in common while their bytes differ, since that takes a writer of Parquet. That its tables equal those of another run over the same log, only `,
    element("code", {}, "atalaya verify"),
    " and ",
    element("code", {}, "atalaya reproduce"),
    " prove."
  );
}

function mismatchSection(result: Verification): HTMLElement {
  const {files, proof, scores, figures} = result;
  const lines: StatementCheck[] = [
    ...files.map((file) => ({...file, what: file.path})),
    ...proof,
    ...scores
  ].filter(({ok}) => !ok);
  const values = figures.filter(({differing}) => differing > 0);
  return reportSection(
    {title: "Not as published"},
    lines.length > 0 && checkTable(lines, true),
    ...values.map(figureMismatches),
    mismatchMenu(result)
  );
}

function figureMismatches({figure, file, differing, mismatches}: FigureCheck): HTMLElement {
  return element(
    "details",
    {class: "group", open: differing <= 3},
    element(
      "summary",
      {},
      element("b", {}, figure),
      ` ${formatCount(differing)} of its values in ${file} ${plural(differing, "differs", "differ")}`
    ),
    table(mismatches, {
      label: "Values that differ",
      columns: [
        {name: "value", cell: ({path}) => code(path)},
        {name: "computed here", cell: ({expected}) => code(expected)},
        {name: "published", cell: ({found}) => code(found)}
      ]
    })
  );
}

/** Draws *checks*, those that differ first; *withFigures* adds what depends on each. */
function checkTable(checks: readonly StatementCheck[], withFigures = false): HTMLElement {
  const dependents: Column<StatementCheck> = {
    name: "what depends on it",
    cell: ({figures}) => figureList(figures)
  };
  return table(
    [...checks].sort((a, b) => Number(a.ok) - Number(b.ok)),
    {
      label: "Expected and found",
      columns: [
        {name: "result", cell: ({ok}) => mark(ok, ok ? "same" : "differs")},
        {name: "what", cell: ({what}) => code(what)},
        {name: "expected", cell: ({expected}) => code(expected)},
        {
          name: "found",
          cell: ({ok, found}) => (ok ? element("span", {class: "faint"}, "the same") : code(found))
        },
        ...(withFigures ? [dependents] : [])
      ]
    }
  );
}

/** Returns the titles of *figures*; of many, how many there are, and the titles behind that. */
function figureList(figures: readonly string[]): Child {
  const titles = figures.join("; ");
  if (figures.length <= shownFigures) return titles || "no figure";
  const count = `${formatCount(figures.length)} figures and pages`;
  return element("details", {}, element("summary", {}, count), titles);
}

function figureTable(figures: readonly FigureCheck[]): HTMLElement {
  const status = ({differing, numbers, texts}: FigureCheck) =>
    differing
      ? `${formatCount(differing)} ${plural(differing, "differs", "differ")}`
      : numbers + texts > 0
        ? "same"
        : "as signed";
  return table(
    [...figures].sort((a, b) => b.differing - a.differing),
    {
      label: "Figures",
      columns: [
        {name: "result", cell: (check) => mark(check.differing === 0, status(check))},
        {name: "figure", cell: ({figure}) => figure},
        {name: "file", cell: ({file}) => code(file)},
        {name: "numbers", number: true, cell: ({numbers}) => formatCount(numbers)},
        {name: "texts", number: true, cell: ({texts}) => formatCount(texts)},
        {name: "as signed", number: true, cell: ({unverified}) => formatCount(unverified)},
        {name: "how", cell: ({how}) => how}
      ]
    }
  );
}

function unverifiedTable(checks: readonly UnverifiedCheck[]): HTMLElement {
  return table(checks, {
    label: "Values as signed or recorded",
    columns: [
      {name: "figure", cell: ({figure}) => figure},
      {name: "file", cell: ({file}) => code(file)},
      {name: "values", number: true, cell: ({values}) => formatCount(values)},
      {name: "why, and what vouches for them", cell: ({reason}) => reason}
    ]
  });
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
      "Whoever can change this site can change this page, too, and make it say what they like; and a browser sees no file that was added. On your own machine, with a checkout of Atalaya and the public key from elsewhere, in a copy of the site:"
    ),
    element("pre", {}, "atalaya verify --site . --key KEY.pub.pem"),
    element("p", {}, "with the store, for the run and everything that it was made from:"),
    element("pre", {}, `atalaya verify ${result.run}\natalaya reproduce ${result.run}`),
    element(
      "p",
      {},
      "and without Atalaya, for the files: whatever is listed was changed, removed or added."
    ),
    element("pre", {}, byHandRecipe),
    element("p", {}, element("a", {href, download: name}, "Export the report as JSON"))
  );
}

/** Compares the files of a folder with its list; docs/09-proof.md has the same, and how to check the signature of the list. */
const byHandRecipe = `jq -r '.files[] | "\\(.sha256)  ./\\(.path)"' site-manifest.json | LC_ALL=C sort > ../listed.txt
{ find . -type f ! -path ./site-manifest.json -exec sha256sum {} +; find . ! -type f ! -type d; find . -type d -empty; } | LC_ALL=C sort > ../found.txt
diff ../listed.txt ../found.txt`;

/** Returns a section that exports name by its title. */
function reportSection(
  options: SectionOptions & {title: string},
  ...content: Child[]
): HTMLElement {
  return section({...options, attributes: {"data-export": options.title}}, ...content);
}

function mark(ok: boolean, text: string): HTMLElement {
  return element("span", {class: ok ? "match" : "mismatch"}, text);
}

function group(title: string, mismatches: number | null, ...content: HTMLElement[]): HTMLElement {
  const status =
    mismatches === null
      ? ""
      : mismatches === 0
        ? "all as published"
        : `${formatCount(mismatches)} not as published`;
  return element(
    "details",
    {class: "group"},
    element("summary", {}, element("b", {}, title), " ", mark(!mismatches, status)),
    ...content
  );
}

function mismatched(lines: readonly StatementCheck[]): number {
  return lines.filter(({ok}) => !ok).length;
}

function code(text: string): HTMLElement {
  return element(
    "code",
    {
      title: text.length > 44 ? text.slice(0, 400) : null,
      class: text.includes(" ") ? "wrapped" : null
    },
    visible(text.slice(0, 400))
  );
}
