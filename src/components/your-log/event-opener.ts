import {isControl, isTyping} from "../kit/keyboard-target.js";
import {element} from "../kit/element.js";
import {formatCount, plural} from "../kit/format.js";
import {pushUrlState, readUrlState} from "../site/url-state.js";
import {yourEvent} from "./event-detail.js";
import type {YourEventView} from "./event-detail.js";
import type {OpenLog} from "./open-log.js";

/** The log of the events, and the end of the listeners. */
interface OpenerOptions extends OpenLog {
  signal: AbortSignal;
}

/**
 * Returns a function that shows in *opened* the event in the URL of the page, and moves to it if
 * *focus*. While one is shown, `j` and `k` go to its neighbours, and `t`, `f` and `u` give a verdict.
 */
export function eventOpener(
  opened: HTMLElement,
  {signal, ...options}: OpenerOptions
): (focus: boolean) => Promise<void> {
  const {worker, events} = options;
  let shown: number | undefined;
  let view: YourEventView | null = null;
  const open = async (focus: boolean): Promise<void> => {
    const {event} = readUrlState(location.search);
    if (event === shown) return;
    shown = event;
    view = null;
    if (event === undefined) return opened.replaceChildren();
    opened.setAttribute("aria-busy", "true");
    const answer = await worker.ask({kind: "event", event}, "event").catch(() => null);
    opened.removeAttribute("aria-busy");
    if (shown !== event) return;
    view = answer?.event ? yourEvent(answer.event, options) : null;
    const node = view?.node ?? unknownEvent(events);
    opened.replaceChildren(node);
    if (!focus) return;
    node.focus({preventScroll: true});
    node.scrollIntoView({block: "start"});
  };
  const press = (event: KeyboardEvent): void => {
    if (!view || event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
    const {target} = event; // elsewhere on the page, keys are those of what has the focus
    if (target !== document.body && !(target instanceof Node && opened.contains(target))) return;
    if (isTyping(event.target) || (event.key === "Enter" && isControl(event.target))) return;
    const rel = event.key === "j" ? "next" : event.key === "k" ? "prev" : null;
    const next = rel && opened.querySelector(`a[rel=${rel}]`)?.getAttribute("data-event");
    if (next) {
      pushUrlState({event: next});
      void open(true);
    } else if (view.press(event.key)) event.preventDefault();
  };
  addEventListener("keydown", press, {signal});
  return open;
}

function unknownEvent(events: number): HTMLElement {
  return element(
    "p",
    {class: "message", tabindex: -1},
    `Event not found: your log has ${formatCount(events)} ${plural(events, "event")}, numbered from 0.`
  );
}
