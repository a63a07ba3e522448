import type {Metrics} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {table} from "../kit/table.js";
import {formatCount, formatPrecision, formatShare, visible} from "../kit/format.js";

/** Shows of each kind of attack how many events the budget finds; a kind that is missed stands last. */
export function attackTable({byAttack}: Metrics): HTMLElement {
  const rows = [...byAttack].sort((a, b) => share(b) - share(a));
  return table(rows, {
    class: "attacks",
    columns: [
      {name: "attack", header: true, cell: (attack) => [visible(attack.attack), shareBar(attack)]},
      {
        name: "technique",
        cell: ({technique}) => technique && element("span", {class: "tag"}, visible(technique))
      },
      {name: "found", number: true, cell: ({alerts}) => element("b", {}, formatCount(alerts))},
      {name: "of", number: true, cell: ({events}) => formatCount(events)},
      {name: "share", number: true, cell: (attack) => formatShare(share(attack))}
    ]
  });
}

/** Returns the kinds of attack of which no event is an alert. */
export function missedAttacks({byAttack}: Metrics): string[] {
  return byAttack
    .filter(({events, alerts}) => events > 0 && alerts === 0)
    .map(({attack}) => visible(attack));
}

/** Returns what the budget finds and what it misses, in two sentences. */
export function attackSentence(metrics: Metrics): string {
  const {byAttack, attacks, recallAtBudget, precisionAtBudget, baseRate, alerts} = metrics;
  const found = byAttack.filter((a) => a.alerts > 0).length;
  const missed = missedAttacks(metrics);
  const kinds = `Of ${formatCount(byAttack.length)} kinds of attack, ${formatCount(found)} ${found === 1 ? "has" : "have"} an event among the alerts`;
  const names = missed.length
    ? `; not one event of ${new Intl.ListFormat("en").format(missed)} has`
    : "";
  return `${kinds}${names}. Of ${formatCount(attacks)} events of attacks, ${formatShare(recallAtBudget)} are among the ${formatCount(alerts)} alerts, and ${formatPrecision(precisionAtBudget, baseRate)} of the alerts are attacks.`;
}

type Attack = Metrics["byAttack"][number];

function share({events, alerts}: Attack): number {
  return events ? alerts / events : 0;
}

function shareBar(attack: Attack): HTMLElement {
  const style = `width: ${(100 * share(attack)).toFixed(1)}%`;
  return element("span", {class: "track"}, element("span", {class: "share", style}));
}
