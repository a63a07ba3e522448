import {element} from "../kit/element.js";
import {formatCount, plural, visible} from "../kit/format.js";

/** A count of the requests of the page since it was ready, and the line that says it. */
export interface SentCounter {
  node: HTMLElement;

  /** Begins to count: everything that the page needs is loaded. */
  begin(): void;

  /** Adds requests that the worker made. */
  add(names: readonly string[]): void;
}

/**
 * Returns a counter of every request since the page was ready, from the browser’s own record of them
 * (Resource Timing), of this page and of its worker. No request carries no bytes; of a request the browser
 * does not say how many it sent, so that the line then says which it was.
 */
export function sentCounter(): SentCounter {
  const node = element("p", {class: "sent", role: "status"}, "Loading what this page needs …");
  const made: string[] = [];
  let counting = false;
  const show = () => {
    if (!counting) return;
    const requests = `${formatCount(made.length)} ${plural(made.length, "request")} since the page was ready`;
    if (made.length === 0) {
      node.replaceChildren(
        element("b", {}, "Bytes sent: 0"),
        `. ${requests}, by the browser’s own record of this page and its worker; its policy (connect-src 'self') lets it ask no other host. All is loaded: you can go offline now.`
      );
      return;
    }
    node.replaceChildren(
      element("b", {}, requests),
      `, the last for ${visible(made.at(-1)!).slice(0, 120)}: a file of this site. None carries anything of your log.`
    );
  };
  const add = (names: readonly string[]) => {
    if (!counting) return;
    made.push(...names.filter((name) => /^https?:/.test(name)));
    show();
  };
  new PerformanceObserver((list) => add(list.getEntries().map(({name}) => name))).observe({
    type: "resource"
  });
  return {
    node,
    begin() {
      counting = true;
      show();
    },
    add
  };
}
