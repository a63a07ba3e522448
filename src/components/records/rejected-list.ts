import type {RejectedLine} from "../../core/readers/json-lines.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";

/** Lists the rejected lines of a file, with the reasons; at most 20. */
export function rejectedList(rejected: readonly RejectedLine[]): HTMLElement {
  const shown = rejected.slice(0, 20);
  const more = rejected.length - shown.length;
  return element(
    "ul",
    {class: "rejected"},
    ...shown.map(({line, reason}) =>
      element("li", {}, `line ${formatCount(line)}: ${visible(reason)}`)
    ),
    more > 0 && element("li", {}, `and ${formatCount(more)} more`)
  );
}
