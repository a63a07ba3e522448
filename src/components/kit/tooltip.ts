import {element} from "./element.js";

/**
 * Shows the text of *textOf* beside the mark that is pointed at or has the focus, for every element in
 * *root* that matches *selector*; Escape hides it. The lines of the text become lines, never markup.
 */
export function attachTip(
  root: Element,
  selector: string,
  textOf: (mark: Element) => string
): void {
  const tip = element("div", {class: "tip", role: "tooltip", hidden: true});
  tip.style.whiteSpace = "pre-line";
  const show = ({target}: Event): void => {
    const mark = target instanceof Element ? target.closest(selector) : null;
    if (!mark) return hide();
    tip.textContent = textOf(mark);
    tip.hidden = false;
    if (!tip.isConnected) {
      document.body.append(tip);
      requestAnimationFrame(hideWithout);
    }
    place(tip, mark.getBoundingClientRect());
  };
  const hide = (): void => tip.remove();
  const hideWithout = (): void => {
    if (!root.isConnected)
      hide(); // a figure that is drawn anew gets no event when the pointer leaves
    else if (tip.isConnected) requestAnimationFrame(hideWithout);
  };
  root.addEventListener("pointerover", show);
  root.addEventListener("pointerleave", hide);
  root.addEventListener("focusin", show);
  root.addEventListener("focusout", hide);
  root.addEventListener("click", hide);
  root.addEventListener("keydown", (event) => (event as KeyboardEvent).key === "Escape" && hide());
}

function place(tip: HTMLElement, mark: DOMRect): void {
  const {offsetWidth: width, offsetHeight: height} = tip;
  const left = Math.min(
    Math.max(8, mark.left + mark.width / 2 - width / 2),
    innerWidth - width - 8
  );
  const above = mark.top - height - 8;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above > 60 ? above : mark.bottom + 8}px`;
}
