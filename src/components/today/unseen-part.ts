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
  const rest =
    share < 100 ? `; with ${100 - share} % of the weight, on other networks that are shipped` : "";
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
        `Rates rest on ${days > 0 ? spanText(days) : "no time"} of ${formatCount(localHosts)} local ${plural(localHosts, "host")} after the warm-up${rest}. Evidence at three a day or less makes an incident. `,
        element("a", {href: pageHref("threshold")}, "Set a budget"),
        ", or see ",
        element("a", {href: pageHref("runs")}, "what changed since the last run"),
        "."
      )
    )
  );
}
