import {element} from "../kit/element.js";
import {formatCount, plural, visible} from "../kit/format.js";

/** A count of the requests of the page since it was ready. */
interface SentCounter {
  node: HTMLElement;

  /** Begins to count: everything that the page needs is loaded. */
  begin(): void;

  /** Adds requests that the worker made. */
  add(names: readonly string[]): void;
}

/**
 * Returns a counter of every request since the page was ready, from the browser’s own record of them
 * (Resource Timing), of this page and of its worker. Without a request no bytes are sent; of a request the
 * browser reports no bytes sent, so that its URL is shown.
 */
export function sentCounter(): SentCounter {
  const node = element("p", {class: "sent", role: "status"}, "Loading what this page needs …");
  const requests: string[] = [];
  let counting = false;
  const show = () => {
    if (!counting) return;
    const text = `${formatCount(requests.length)} ${plural(requests.length, "request")} since the page was ready`;
    if (requests.length === 0) {
      node.replaceChildren(
        element("b", {}, "Bytes sent: 0"),
        `. ${text}, by the browser’s own record of this page and its worker; its policy (connect-src 'self') lets it ask no other host. All is loaded: you can go offline now.`
      );
      return;
    }
    node.replaceChildren(
      element("b", {}, text),
      `, the last for ${visible(requests.at(-1)!).slice(0, 120)}: a file of this site. None contains anything of your log.`
    );
  };
  const add = (names: readonly string[]) => {
    if (!counting) return;
    requests.push(...names.filter((name) => /^https?:/.test(name)));
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
