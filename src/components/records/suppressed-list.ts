import {errorMessage} from "../../core/error-message.js";
import {element} from "../kit/element.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {suppressions, suppressionsInForce} from "./suppression-store.js";
import type {Suppression} from "../../core/suppressions/suppression.js";

/** A list from which suppressions hide rows. */
export interface SuppressedListOptions<T> {
  rows: readonly T[];

  /** What a row is called; e.g., `event`. */
  noun: string;

  /** Returns which rows *held*, the suppressions in force, hide. */
  hides: (held: Suppression[]) => Promise<ReadonlySet<T>> | ReadonlySet<T>;

  /** Draws rows. */
  draw: (rows: readonly T[]) => HTMLElement;
}

/**
 * Returns a list without the rows that suppressions hide, and how many those are, with a button that
 * shows them; it follows the suppressions as they change.
 */
export function suppressedList<T>(options: SuppressedListOptions<T>): HTMLElement {
  const {rows, noun, hides, draw} = options;
  const root = element("div", {});
  let shown = false; // whether hidden rows are shown
  let turn = 0;

  async function show(): Promise<void> {
    const held = suppressionsInForce();
    const now = ++turn;
    if (held.length === 0) return root.replaceChildren(draw(rows));
    root.setAttribute("aria-busy", "true");
    const nodes: Node[] = [];
    try {
      const hidden = await hides(held);
      if (now !== turn) return; // others came meanwhile
      const left = shown ? rows : rows.filter((row) => !hidden.has(row));
      if (hidden.size > 0) nodes.push(note(hidden.size, held.length));
      nodes.push(draw(left));
    } catch (error) {
      if (now !== turn) return;
      const reason = errorMessage(error);
      nodes.push(
        element("p", {class: "message"}, `Suppressions not applied: ${visible(reason)}`),
        draw(rows)
      );
    }
    root.replaceChildren(...nodes);
    root.removeAttribute("aria-busy");
  }

  function note(n: number, by: number): HTMLElement {
    const button = element(
      "button",
      {type: "button", class: "plain"},
      shown ? "Hide them" : "Show them"
    );
    button.addEventListener("click", () => {
      shown = !shown;
      void show().then(() => root.querySelector<HTMLElement>(".suppressed button")?.focus());
    });
    const verb = shown ? "would be hidden" : "hidden";
    const text = `${formatCount(n)} ${plural(n, noun)} ${verb} by ${formatCount(by)} ${plural(by, "suppression")}. `;
    return element("p", {class: "about suppressed"}, text, button);
  }

  void show();
  suppressions.listen(root, () => void show());
  return root;
}
