import {element} from "./element.js";
import {formatCount} from "./format.js";

/** Returns a button that says how many more there are, and is gone once *show* has shown them. */
export function moreButton(n: number, show: () => void): HTMLButtonElement {
  const button = element("button", {class: "more", type: "button"}, `${formatCount(n)} more`);
  button.addEventListener("click", () => {
    button.remove();
    show();
  });
  return button;
}
