import type {SuitePage} from "../../core/evaluation/suite/suite-page.js";
import {noscript, table} from "../site/noscript.js";
import {orderOf, suiteCommand} from "./suite-sentence.js";
import {estimateText, measureNames, parityText} from "./suite-tables.js";

/** Returns parity and average ranks, for readers of Benchmarks without JavaScript. */
export function suiteHtml({suite}: SuitePage): string {
  if (!suite)
    return noscript(`<p><code>${suiteCommand}</code> measures labelled sets; then build the site once more.</p>`); // prettier-ignore
  const {parity, ranks} = suite.summary;
  const [{test}] = ranks;
  const figures = parity.map((one) => [
    one.set,
    measureNames[one.measure],
    estimateText(one.ours, 4),
    estimateText(one.published, 4),
    parityText(one)
  ]);
  const order = test ? orderOf(test.ranks) : [];
  return noscript(
    figures.length > 0 ? table(["set", "measure", "here", "published", "result"], figures) : "",
    table(["detector", "average rank by average precision"], order.map((i) => [suite.detectors[i], test!.ranks[i].toFixed(2)])), // prettier-ignore
    "<p>The figures of each set need JavaScript.</p>"
  );
}
