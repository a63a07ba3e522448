import {element} from "../kit/element.js";

/** The parts of Explore. */
interface ExploreParts {
  /** The histogram over the full width. */
  time: HTMLElement;
  quantities: HTMLElement[];
  values: HTMLElement[];

  /** The typed filters, the chips, the table and what is below it, from the top down. */
  results: HTMLElement[];
}

/** Returns the parts in their layout; *onIntent* is called when the reader comes near a filter. */
export function exploreLayout(
  {time, quantities, values, results}: ExploreParts,
  onIntent: () => void
): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const aside = element(
    "aside",
    {"aria-label": "filters"},
    element("div", {class: "quantities"}, ...quantities),
    element("div", {class: "lists"}, ...values)
  );
  const section = element("section", {"aria-label": "events"}, ...results);
  for (const node of [time, aside, results[0]]) {
    node.addEventListener("pointerenter", onIntent, {once: true});
    node.addEventListener("focusin", onIntent, {once: true});
  }
  fragment.append(time, element("div", {class: "columns"}, aside, section));
  return fragment;
}
