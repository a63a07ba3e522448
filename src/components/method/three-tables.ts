import {threeMethods} from "../../core/schema/three-methods.js";
import type {
  FirstComparison,
  FirstFigures,
  ThreeComparison,
  ThreeMethod,
  ThreeMethodsEvent
} from "../../core/schema/three-methods.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatShare, formatTime, visible} from "../kit/format.js";
import {longTable} from "../kit/long-table.js";
import {table} from "../kit/table.js";
import type {Column} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";

/** The methods as people call them. */
export const methodNames: Record<ThreeMethod, string> = {
  "isolation-forest": "Isolation Forest",
  "local-outlier-factor": "Local Outlier Factor",
  "one-class-svm": "One-Class SVM"
};

const shortNames: Record<ThreeMethod, string> = {
  "isolation-forest": "forest",
  "local-outlier-factor": "LOF",
  "one-class-svm": "SVM"
};

/** Shows what each method raises among the same events. */
export function methodTable({methods}: ThreeComparison): HTMLElement {
  return table(methods, {
    label: "alerts of the three methods",
    columns: [
      {name: "method", header: true, cell: ({method}) => methodNames[method]},
      {name: "alerts", number: true, cell: ({alerts}) => formatCount(alerts)},
      {name: "true positives", number: true, cell: ({truePositives}) => element("b", {}, formatCount(truePositives))}, // prettier-ignore
      {name: "false positives", number: true, cell: ({falsePositives}) => formatCount(falsePositives)}, // prettier-ignore
      {name: "rules hit", number: true, cell: ({ruleHits}) => formatCount(ruleHits)},
      {name: "AP", number: true, cell: ({ap}) => formatScore(ap)},
      {name: "AUROC", number: true, cell: ({auroc}) => formatScore(auroc)}
    ]
  });
}

/** Shows the drawn events by which methods raise them. */
export function setTable({sets}: ThreeComparison): HTMLElement {
  return table(sets, {
    label: "events by the methods that raise them",
    columns: [
      {name: "raised by", header: true, cell: ({raised}) => setName(raised)},
      {name: "events", number: true, cell: ({events}) => formatCount(events)},
      {name: "attacks", number: true, cell: ({attacks}) => formatCount(attacks)},
      {name: "benign", number: true, cell: ({benign}) => formatCount(benign)},
      {name: "rules hit", number: true, cell: ({ruleHits}) => formatCount(ruleHits)}
    ]
  });
}

/** Shows how similarly each two methods order the events. */
export function pairTable({pairs, budget}: ThreeComparison): HTMLElement {
  return table(pairs, {
    label: "agreement of each two methods",
    columns: [
      {name: "methods", header: true, cell: ({first, second}) => `${shortNames[first]} and ${shortNames[second]}`}, // prettier-ignore
      {name: "Spearman’s ρ", number: true, cell: ({spearman}) => rho(spearman)},
      {name: "both raise", number: true, cell: ({both}) => formatCount(both)},
      {name: "of", number: true, cell: () => formatCount(budget)}
    ]
  });
}

/** Returns a correlation as text. */
export function rho(value: number | null): string {
  return value === null ? "–" : value.toFixed(3).replace("-", "−");
}

/** Returns the methods of a set, by whether each is in it. */
export function setName(raised: readonly boolean[]): string {
  const names = threeMethods.filter((_, i) => raised[i]).map((method) => shortNames[method]);
  if (names.length === 0) return "none";
  return names.length === threeMethods.length ? "all three" : names.join(" and ");
}

/** Shows the events that a method raises, each with its rank by all three, its label and the rules. */
export function raisedTable({listed}: ThreeComparison): HTMLElement {
  const rank = (i: number): Column<ThreeMethodsEvent> => ({
    name: shortNames[threeMethods[i]],
    number: true,
    title: `rank by ${methodNames[threeMethods[i]]}; bold: it raises the event`,
    cell: ({ranks, raised}) =>
      raised[i] ? element("b", {}, formatCount(ranks[i])) : formatCount(ranks[i])
  });
  return longTable(listed, {
    class: "card",
    label: "events that a method raises",
    shown: 20,
    empty: "No method raises an event.",
    columns: [
      {
        name: "time (UTC)",
        cell: ({event, time}) =>
          element("a", {href: `.${pageHref("alert", {event})}`}, formatTime(time))
      },
      {name: "source", class: "address", cell: ({src}) => nameElement(src, 18)},
      {name: "destination", class: "address", cell: ({dst}) => nameElement(dst, 18)},
      {name: "port", number: true, cell: ({dstPort}) => String(dstPort ?? "–")},
      ...threeMethods.map((_, i) => rank(i)),
      {name: "label", cell: ({label, attack}) => (attack === null ? "none" : visible(label ?? (attack ? "attack" : "benign")).slice(0, 24))}, // prettier-ignore
      {name: "rules", number: true, cell: ({rules}) => formatCount(rules)}
    ]
  });
}

/** A row of the table of the first comparison. */
interface FirstRow extends FirstFigures {
  what: string;
}

/** Shows what the first project published beside what scikit-learn and the detectors of this project find on the same events. */
export function firstTable(first: FirstComparison): HTMLElement {
  return table(firstRows(first), {
    class: "card",
    label: "the first comparison",
    columns: [
      {name: "method", header: true, cell: ({method}) => methodNames[method]},
      {name: "measured by", cell: ({what}) => what},
      {
        name: "TP",
        title: "true positives",
        number: true,
        cell: ({truePositives}) => countText(truePositives)
      },
      {name: "FP",
        title: "false positives", number: true, cell: ({falsePositives}) => countText(falsePositives)}, // prettier-ignore
      {name: "precision", number: true, cell: ({truePositives: tp, falsePositives: fp}) => formatShare(tp / (tp + fp))}, // prettier-ignore
      {name: "AP", number: true, cell: ({ap}) => formatScore(ap)},
      {name: "AUROC", number: true, cell: ({auroc}) => formatScore(auroc)}
    ]
  });
}

/** Returns the rows of that table: by method, who measured it. */
export function firstRows({published, scikitLearn, detectors, seeds}: FirstComparison): FirstRow[] {
  const mean = `mean of ${formatCount(seeds)} seeds`;
  const sources: [string, FirstFigures[]][] = [
    ["the first project, published", published],
    ["scikit-learn, its events", scikitLearn.own],
    ["Atalaya, its events", detectors.own],
    [`scikit-learn, ${mean}`, scikitLearn.seeds],
    [`Atalaya, ${mean}`, detectors.seeds]
  ];
  return threeMethods.flatMap((method) =>
    sources.map(([what, figures]) => ({what, ...figures.find((one) => one.method === method)!}))
  );
}

function countText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
}
