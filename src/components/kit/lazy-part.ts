import {errorMessage} from "../../core/error-message.js";
import {element} from "./element.js";
import {visible} from "./format.js";

/**
 * Returns an element that is busy until *make* has made its content; an error is shown there.
 * The work begins once the page has been painted, so that nothing waits for it.
 */
export function later(
  make: () => Node | null | Promise<Node | null>,
  height = "24px"
): HTMLElement {
  const waiting = element("div", {class: "skeleton"});
  waiting.style.setProperty("--skeleton-height", height);
  const node = element("div", {"aria-busy": "true"}, waiting);
  const fill = async (): Promise<void> => {
    try {
      node.replaceChildren(...[await make()].filter((child) => child !== null));
    } catch (error) {
      const reason = errorMessage(error);
      node.replaceChildren(element("p", {class: "message"}, visible(reason).slice(0, 500)));
    }
    node.removeAttribute("aria-busy");
  };
  requestAnimationFrame(() => setTimeout(() => void fill()));
  return node;
}
