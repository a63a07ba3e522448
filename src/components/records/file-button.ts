import {element} from "../kit/element.js";

const maxBytes = 50_000_000;

/** Returns a button that lets the reader choose text files, and calls *onFile* with each; cancelling does nothing. */
export function fileButton(
  label: string,
  {accept, onFile}: {accept: string; onFile: (name: string, text: string) => void}
): HTMLElement {
  const input = element("input", {
    type: "file",
    accept,
    multiple: true,
    hidden: true,
    "aria-label": label
  });
  const button = element("button", {type: "button", class: "plain"}, label);
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = "";
    void readFiles(files, onFile);
  });
  return element("span", {}, button, input);
}

async function readFiles(
  files: File[],
  onFile: (name: string, text: string) => void
): Promise<void> {
  for (const file of files) onFile(file.name, await file.slice(0, maxBytes).text());
}
