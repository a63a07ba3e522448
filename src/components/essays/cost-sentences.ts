import type {DetectionPage} from "../../core/schema/detection.js";
import type {IncidentsPage} from "../../core/schema/incidents.js";
import type {ThresholdPage} from "../../core/schema/threshold.js";
import {
  formatCount,
  formatPerDay,
  formatPrecision,
  formatScore,
  formatShare,
  plural
} from "../kit/format.js";
import {foundKinds} from "./cost-view.js";
import {kindCosts} from "./cost-tables.js";
import {alertCosts, costFrame, incidentCosts} from "./threshold-cost.js";
import type {AlertCost, CostFrame} from "./threshold-cost.js";

/** The sentences of the notebook “What does a threshold cost?”, as plain text. */
export interface CostSentences {
  answer: string;
  frame: string;
  alerts: string;
  incidents: string;
  rate: string;
  missed: string;
}

/** Returns the sentences of the notebook, for labelled and unlabelled runs. */
export function costSentences(
  page: ThresholdPage,
  incidents: IncidentsPage,
  detection: DetectionPage
): CostSentences {
  const frame = costFrame(page, incidents);
  const costs = alertCosts(page, frame);
  const own = costs.find(({isOwn}) => isOwn);
  const kinds = kindCosts(frame, foundKinds(page, incidents));
  return {
    answer: own ? answerText(own, frame, page, incidents) : "There is no event to count.",
    frame: frameText(frame, page.provenance.synthetic),
    alerts: alertsText(costs),
    incidents: incidentsText(detection),
    rate: own ? rateText(own, frame) : "",
    missed: missedText(kinds, frame)
  };
}

function answerText(
  own: AlertCost,
  frame: CostFrame,
  page: ThresholdPage,
  incidents: IncidentsPage
): string {
  const {perDay, threshold, attacks, precision} = own;
  const opening = `At the threshold of this run, ${formatScore(threshold)}, somebody triages ${formatPerDay(perDay)} ${plural(perDay, "alert")} a day`;
  if (frame.attacks === 0)
    return `${opening}. ${frame.labelled ? "No labelled event is an attack" : "No event has a label"}, so that nobody can say what they find. Their number, their time and a limit on their precision are known, and that is all that this page shows.`;
  const usual = incidentCosts(page, incidents)
    .filter(({budget}) => budget <= 5)
    .at(-1);
  const found = usual?.found
    ? ` ${capital(formatPerDay(usual.perDay))} incidents a day find ${formatCount(usual.found)} of ${formatCount(usual.kinds)} kinds of attack.`
    : "";
  return `${opening}, and finds ${formatCount(attacks)} of ${formatCount(frame.attacks)} attack connections; ${formatShare(1 - precision!)} of the alerts with a label are benign.${found}`;
}

function frameText(
  {window, days, events, labelled, attacks}: CostFrame,
  synthetic: boolean
): string {
  const which =
    window === "test"
      ? `the ${formatCount(events)} events after the training window, over ${formatPerDay(days)} days`
      : `all ${formatCount(events)} events, over ${formatPerDay(days)} days: none follows the training window, so that the model has seen them`;
  const labels = labelled > 0 ? ` ${formatCount(labelled)} of them have a label, and ${formatCount(attacks)} are attacks.` : " None has a label."; // prettier-ignore
  return `Everything here is counted over ${which}.${labels}${synthetic ? " They are synthetic: a generator wrote them, labels and all." : ""}`;
}

function alertsText(costs: readonly AlertCost[]): string {
  const [least, most] = [costs[0], costs.at(-1)];
  if (!least || !most || least === most) return "";
  const grows = `From ${formatPerDay(least.perDay)} to ${formatPerDay(most.perDay)} alerts a day`;
  if (least.recall === null || least.precision === null)
    return `${grows}, the time grows as the alerts do. Whether what they find grows with it cannot be said without labels. The highest precision that is possible is given for the base rate that you set below.`;
  return `${grows}, recall goes from ${formatShare(least.recall)} to ${formatShare(most.recall)}, and precision from ${formatShare(least.precision)} to ${formatShare(most.precision)}. Each alert takes its time, whether or not it is an attack. Precision at your rate is that of the base rate that you set below.`;
}

function incidentsText({measures}: DetectionPage): string {
  if (!measures)
    return "No attack after the training window has a label, so that their precision is unknown.";
  const {budgetPerDay, shown, trueShown, found, attacks, flowBaseRate} = measures;
  return `Counted attack by attack, the ${formatCount(shown)} incidents of a budget of ${formatPerDay(budgetPerDay)} a day find ${formatCount(found)} of ${formatCount(attacks)}; ${formatCount(trueShown)} of them are true, a precision of ${formatPrecision(trueShown / Math.max(1, shown), flowBaseRate)}, where the base rate is that of connections.`;
}

function rateText({falseRate, recall, perDay}: AlertCost, {attacks, labelled}: CostFrame): string {
  if (falseRate === null || recall === null)
    return "Even so, a limit is known: no threshold has more true alerts than there are attacks.";
  return `On the labels of this run, the threshold of ${formatPerDay(perDay)} alerts a day has a recall of ${formatShare(recall)} and a false-positive rate of ${formatShare(falseRate)}, where ${formatShare(attacks / labelled)} of events are attacks. Few networks have as many. If both rates stay the same and attacks are rarer, precision falls with them.`;
}

function missedText(kinds: ReturnType<typeof kindCosts>, {attacks}: CostFrame): string {
  if (attacks === 0)
    return "What is missed is not known: without labels, nothing says which events are attacks.";
  const silent = kinds.filter(({alerts}) => alerts === 0);
  const missed = kinds.filter(({alerts, isFound}) => alerts === 0 && !isFound);
  return `Of ${formatCount(kinds.length)} kinds of attack, ${formatCount(silent.length)} have no connection at or above the threshold of the run. Incidents find ${formatCount(silent.length - missed.length)} of those; ${missed.length === 0 ? "none is" : `${formatCount(missed.length)} ${plural(missed.length, "is", "are")}`} missed by both.`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
