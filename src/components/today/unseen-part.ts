import type {IncidentsPage} from "../../core/schema/incidents.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {section} from "../kit/section.js";
import {pageHref} from "../site/url-state.js";
import {spanText} from "./today-sentence.js";

/** Shows what the method cannot see on this log, what the rates rest on, and where to go on from here. */
export function unseenPart({unseen, calibration}: IncidentsPage): HTMLElement {
  const {days, ownWeight, localHosts} = calibration;
  const share = Math.round(100 * ownWeight);
  const own = `${days > 0 ? spanText(days) : ""} of ${formatCount(localHosts)} local ${plural(localHosts, "host")} after the warm-up`;
  const others = "other networks (a reference that is shipped)";
  const base =
    share === 0
      ? `${others} alone`
      : share < 100
        ? `${own}, and, with ${100 - share} % of the weight, on ${others}`
        : own;
  return element(
    "div",
    {},
    section(
      {title: "What this cannot see", class: "cannot-see", attributes: {id: "unseen"}},
      element("ul", {}, ...unseen.map((sentence) => element("li", {}, sentence)))
    ),
    section(
      {title: "Rates and threshold", class: "rates"},
      element(
        "p",
        {class: "about"},
        `Rates rest on ${base}. Evidence at three a day or less makes an incident. `,
        element("a", {href: pageHref("threshold")}, "Set a budget"),
        ", or see ",
        element("a", {href: pageHref("runs")}, "what changed since the last run"),
        "."
      )
    )
  );
}
