import {element} from "../kit/element.js";

/** Saves *text* as a file called *name* on the reader’s machine; nothing is sent anywhere. */
export function saveText(name: string, text: string, type = "application/x-ndjson"): void {
  const url = URL.createObjectURL(new Blob([text], {type}));
  const link = element("a", {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be reading it
}
