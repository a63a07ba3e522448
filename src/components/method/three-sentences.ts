import {threeMethods} from "../../core/schema/three-methods.js";
import type {
  MethodAlerts,
  ThreeComparison,
  ThreeMethodsPage
} from "../../core/schema/three-methods.js";
import {formatCount, formatScore, formatShare, formatWord, plural} from "../kit/format.js";
import {omitted} from "../kit/omitted.js";
import {methodNames, rho} from "./three-tables.js";

/** The sentences about the three methods, as plain text. */
export interface ThreeSentences {
  compared: string;
  chosen: string;
  agree: string;
  rules: string;
  listed: string;
  first: string;
  zeros: string;
}

/** Returns the sentences about the three methods that depend on *page*. */
export function threeSentences(page: ThreeMethodsPage): ThreeSentences {
  const {comparison} = page;
  return {
    compared: comparison
      ? comparedText(comparison)
      : omitted("The comparison of the three methods").replaceAll("`", ""),
    chosen: comparison ? chosenText(comparison, page.flowModel) : "",
    agree: comparison ? agreeText(comparison) : "",
    rules: comparison ? rulesText(comparison) : "",
    listed: comparison ? listedText(comparison) : "",
    first: firstText(page),
    zeros: zerosText(page)
  };
}

function comparedText({events, window, attacks, labelled, budget}: ThreeComparison): string {
  const labels = labelled
    ? ` ${formatCount(attacks)} of ${formatCount(labelled)} labelled ones are attacks.`
    : " None has a label, so there is no true and no false positive.";
  return `Each method scores the same ${formatCount(events)} events${window === "test" ? " of the test window" : ""}, drawn by their event_id, and raises the ${formatCount(budget)} that it finds most anomalous.${labels}`;
}

function chosenText({methods, attacks}: ThreeComparison, flowModel: string): string {
  const name = (method: MethodAlerts) => methodNames[method.method];
  const alerting = threeMethods.find((method) => method === flowModel);
  const start = alerting
    ? `${methodNames[alerting]} alerts in this run`
    : "None of the three alerts in this run";
  const ranked = methods.filter(({ap}) => ap !== null).sort((a, b) => b.ap! - a.ap!);
  if (attacks === 0 || ranked.length < methods.length)
    return `${start}. Without labelled attacks among the drawn events, no figure of this run says whether that is the best choice: it was chosen because it needs no scaling, scores a row without the training rows, and can be taken apart into contributions.`;
  const figures = ranked.map((method) => `${name(method)} ${formatScore(method.ap)}`).join(", ");
  const [best] = ranked;
  if (best.method === alerting)
    return `${start}, and by average precision it ranks the attacks best of the three: ${figures}. On these events the figures support the choice.`;
  return `${start}. By average precision it ${alerting ? "is not the best" : "would not matter here"}: ${figures}. On these events ${name(best)} ranks the attacks best, so the figures of this run do not support the choice; what speaks for it is that a forest scores a row without the training rows and can be taken apart into contributions. \`--flow-model\` chooses another.`.replaceAll(
    "`",
    ""
  );
}

function agreeText({sets, pairs}: ThreeComparison): string {
  const all = sets.find(({raised}) => raised.every(Boolean))!;
  const alone = sets.filter(({raised}) => raised.filter(Boolean).length === 1);
  const count = alone.reduce((sum, {events}) => sum + events, 0);
  const closest = [...pairs].sort((a, b) => (b.spearman ?? -1) - (a.spearman ?? -1))[0];
  return `All three raise ${formatCount(all.events)} events, of which ${formatCount(all.attacks)} are attacks; ${formatCount(count)} are raised by one alone. The two that order all events most alike are ${methodNames[closest.first]} and ${methodNames[closest.second]}, ρ = ${rho(closest.spearman)}. What all raise is not therefore an attack: they look at the same features, and share what these do not show.`;
}

function rulesText({ruleHits, methods, sets}: ThreeComparison): string {
  if (ruleHits === 0) return "No Sigma rule hits one of the drawn events.";
  const none = sets.find(({raised}) => !raised.some(Boolean))!;
  const found = methods.map(
    ({method, ruleHits: n}) => `${methodNames[method]} raises ${formatCount(n)}`
  );
  return `Sigma rules hit ${formatCount(ruleHits)} of the drawn events. Of these, ${found.join(", ")}; ${formatCount(none.ruleHits)} are raised by none.`;
}

function listedText({listed, raised}: ThreeComparison): string {
  return listed.length < raised
    ? `The first ${formatCount(listed.length)} of ${formatCount(raised)} events that at least one method raises, the best rank first.`
    : `The ${formatCount(raised)} ${plural(raised, "event")} that at least one method raises, the best rank first.`;
}

function firstText({first}: ThreeMethodsPage): string {
  const {normal, anomalous, seed, seeds, published, detectors} = first;
  const same = published.every(({truePositives, falsePositives}, i) => detectors.own[i].truePositives === truePositives && detectors.own[i].falsePositives === falsePositives); // prettier-ignore
  const found = published.map(({method, truePositives, falsePositives}) => `${methodNames[method]} ${formatCount(truePositives)} and ${formatCount(falsePositives)}`).join(", "); // prettier-ignore
  return `The project that this one grew from compared the three on ${formatCount(normal)} normal and ${formatWord(anomalous)} anomalous events, all synthetic: a duration and a number of bytes, both evenly spread, the anomalous ones beyond every normal one in both. It published true and false positives: ${found}. Its events can be drawn again from its seed, ${seed}, and ${same ? "the detectors of this project find exactly that" : "the detectors of this project find something else"}; ${formatWord(seeds)} other seeds say how far that is luck.`;
}

function zerosText({first: {published, normal, anomalous}}: ThreeMethodsPage): string {
  const total = normal + anomalous;
  const shares = published.map(({method, truePositives, falsePositives}) => `${methodNames[method]} ${formatShare(1 - (truePositives + falsePositives) / total)}`); // prettier-ignore
  return `Its pipeline, other than its notebook, measured against labels that were all zero. On that ground every alert is a false positive, whichever method raises it: precision, recall and F1 are ${formatCount(0)} for all three, by convention where nothing is to be found, and accuracy is the share that raises no alert: ${shares.join(", ")}. The method that finds the fewest anomalies is then the best, and one that finds none is perfect.`;
}
