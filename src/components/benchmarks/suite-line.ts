import type {SuitePage} from "../../core/evaluation/suite/suite-page.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportSource} from "../exports/export-menu.js";
import {element} from "../kit/element.js";
import {formatCount, formatDigest} from "../kit/format.js";
import {unfold} from "../provenance/provenance-line.js";
import {pageHref} from "../site/url-state.js";
import {suiteCommand} from "./suite-sentence.js";

/** What stands under a figure of a suite. */
export interface SuiteLineOptions {
  /** The number of rows or sets that it shows. */
  n: number;
  exports: ExportSource;

  /** Its name in Lineage, `benchmarks.heading`. */
  figure: string;
}

/** Returns the line under a figure of a suite, which is of no run: n, data, exports, the digest of the suite and the command. */
export function suiteLine(
  {key, suite}: SuitePage,
  data: string,
  {n, exports, figure}: SuiteLineOptions
): HTMLElement {
  const options = suite!.seeds.length === 10 ? "" : ` --seeds ${suite!.seeds.length}`;
  const lineage = element(
    "a",
    {href: pageHref("lineage", {figure, file: "suite.json"}), title: `which bytes made it: suite, sha256 ${key}`}, // prettier-ignore
    `suite ${formatDigest(key!)}`
  );
  return element(
    "div",
    {class: "provenance"},
    element("span", {}, `n = ${formatCount(n)}`),
    element("a", {href: data}, "data"),
    exportMenu(exports),
    lineage,
    unfold("reproduce", `${suiteCommand}${options}`)
  );
}
