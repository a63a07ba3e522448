import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";

/** A text in a language, which can be copied. */
export interface Code {
  /** What it is, as `YAML`. */
  title: string;
  text: string;
}

/** Shows texts beside each other, where there is the width, each with a button that copies it. */
export function codeTexts(codes: readonly Code[]): HTMLElement {
  return element("div", {class: "code-pair"}, ...codes.map(codeText));
}

/** Shows a text with a button that copies it as it stands; invisible characters are shown. */
export function codeText({title, text}: Code): HTMLElement {
  const copy = element("button", {type: "button", class: "copy", "aria-label": `Copy ${title}`}, "copy"); // prettier-ignore
  const code = element("pre", {tabindex: 0, "aria-label": title}, visible(text));
  copy.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false // no permission, or no secure context
    );
    if (!done) getSelection()?.selectAllChildren(code);
    copy.textContent = done ? "copied" : "selected; press Ctrl+C";
    setTimeout(() => (copy.textContent = "copy"), 1600);
  });
  return element(
    "div",
    {class: "code-text"},
    element("div", {class: "code-head"}, element("h3", {}, title), copy),
    code
  );
}
