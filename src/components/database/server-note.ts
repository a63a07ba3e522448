import {element} from "../kit/element.js";

/** Shows a note at the top of the page, once: what its server cannot do, and what was done instead. */
export function noteServer(text: string): void {
  const main = document.querySelector("main");
  if (!main || main.querySelector(".server-note")) return;
  main.prepend(element("p", {class: "server-note", role: "status"}, text));
}
