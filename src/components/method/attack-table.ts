import type {Metrics} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, visible} from "../kit/format.js";

/** Shows of each kind of attack how many events the budget finds; a kind that is missed stands last. */
export function attackTable({byAttack}: Metrics): HTMLElement {
  const rows = [...byAttack].sort((a, b) => share(b) - share(a));
  const heads = ["attack", "technique", "found", "of", "share"];
  return element(
    "div",
    {class: "scroll"},
    element(
      "table",
      {class: "attacks"},
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((name, i) =>
            element("th", {scope: "col", class: i > 1 ? "number" : null}, name)
          )
        )
      ),
      element("tbody", {}, ...rows.map(line))
    )
  );
}

/** Returns the kinds of attack of which no event stands above the line. */
export function missedAttacks({byAttack}: Metrics): string[] {
  return byAttack
    .filter(({events, alerts}) => events > 0 && alerts === 0)
    .map(({attack}) => visible(attack));
}

/** Returns what the budget finds and what it misses, in two sentences. */
export function attackSentence(metrics: Metrics): string {
  const {byAttack, attacks, recallAtBudget, precisionAtBudget, alerts} = metrics;
  const found = byAttack.filter((a) => a.alerts > 0).length;
  const missed = missedAttacks(metrics);
  const kinds = `Of ${formatCount(byAttack.length)} kinds of attack, ${formatCount(found)} ${found === 1 ? "has" : "have"} an event above the line`;
  const names = missed.length
    ? `; not one event of ${new Intl.ListFormat("en").format(missed)} has`
    : "";
  return `${kinds}${names}. Of ${formatCount(attacks)} events of attacks, ${formatShare(recallAtBudget)} are among the ${formatCount(alerts)} alerts, and ${formatShare(precisionAtBudget)} of the alerts are attacks.`;
}

type Attack = Metrics["byAttack"][number];

function share({events, alerts}: Attack): number {
  return events ? alerts / events : 0;
}

function line(attack: Attack): HTMLElement {
  const bar = element("span", {
    class: "share",
    style: `width: ${(100 * share(attack)).toFixed(1)}%`
  });
  return element(
    "tr",
    {},
    element("th", {scope: "row"}, visible(attack.attack), element("span", {class: "track"}, bar)),
    element(
      "td",
      {},
      attack.technique ? element("span", {class: "tag"}, visible(attack.technique)) : ""
    ),
    element("td", {class: "number"}, element("b", {}, formatCount(attack.alerts))),
    element("td", {class: "number"}, formatCount(attack.events)),
    element("td", {class: "number"}, formatShare(share(attack)))
  );
}
