import {errorMessage} from "../../core/error-message.js";
import {readNotebook, writeNotebook} from "../../core/notebook/file.js";
import {limits} from "../../core/notebook/types.js";
import type {Notebook} from "../../core/notebook/types.js";
import {element} from "../kit/element.js";
import {formatTime, plural} from "../kit/format.js";
import type {NotebookSession} from "./notebook-session.js";

/** The notebook of the bar, and its listeners. */
interface NotebookBarOptions {
  session: NotebookSession;
  seed: Notebook;
  onRunAll: () => void;
  onMessage: (text: string) => void;
}

/** The bar above the cells. */
interface NotebookBar {
  node: HTMLElement;
  setNotebook(notebook: Notebook): void;
}

/** The maximum size of a file, in bytes. */
const maxFileSize = 4_000_000;

const keys: readonly (readonly [string, string])[] = [
  ["Ctrl+Enter", "run the cell, and all that read it"],
  ["Ctrl+Shift+Enter", "run all cells"],
  ["Alt+↑ Alt+↓", "move the cell"],
  ["Ctrl+Space", "complete a name; Enter or Tab accepts it, Esc closes"],
  ["Tab", "leave the editor; Shift+Tab goes back"],
  ["↑ ↓ j k", "move in a result; also Home, End, Page Up and Page Down"],
  ["?", "show this list"]
];

/** Returns the bar of the workbench: title, run, new, copy, reset, file, link, and earlier notebooks. */
// eslint-disable-next-line max-lines-per-function -- a view is one closure over its parts
export function notebookBar({session, seed, onRunAll, onMessage}: NotebookBarOptions): NotebookBar {
  const title = element("input", {
    class: "title",
    "aria-label": "title of the notebook",
    maxlength: limits.title,
    autocomplete: "off"
  });
  title.addEventListener("input", () => session.change({...session.current(), title: title.value}));
  const earlier = element("div", {class: "earlier", id: "earlier", hidden: true});
  const help = keyList();
  const file = element("input", {type: "file", accept: ".json", class: "unseen", tabindex: -1, "aria-label": "a notebook file"}); // prettier-ignore
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen) void openFile(chosen, session, onMessage);
    file.value = "";
  });
  const toggle = (node: HTMLElement, fill: () => void) => () => {
    node.hidden = !node.hidden;
    if (!node.hidden) fill();
  };
  const node = element(
    "div",
    {class: "workbench-bar"},
    title,
    element(
      "div",
      {class: "tools"},
      button("run all", onRunAll),
      button("new", () => session.open({title: "Untitled", cells: []})),
      button("duplicate", () => {
        const {title: name, cells} = session.current();
        session.open({title: `${name.slice(0, limits.title - 5)} copy`, cells});
      }),
      button("reset", () => session.open(seed)),
      button("download", () => download(session.current())),
      button("open file", () => file.click()),
      button("copy link", () => void copyLink(onMessage)),
      button(
        "earlier",
        toggle(earlier, () => fillEarlier(earlier, session))
      ),
      button(
        "?",
        toggle(help, () => help.focus()),
        "keys"
      ),
      file
    ),
    earlier,
    help
  );
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, select, textarea, .cm-editor");
    if (event.key !== "?" || typing) return;
    help.hidden = false;
    help.focus();
  });
  return {
    node,
    setNotebook(notebook) {
      if (document.activeElement !== title) title.value = notebook.title;
      earlier.hidden = true;
    }
  };
}

function fillEarlier(node: HTMLElement, session: NotebookSession): void {
  const rows = session.list().map((stored) => {
    const open = button(stored.title || "Untitled", () => session.restore(stored.id));
    const n = stored.cells.length;
    const when = `${formatTime(stored.savedAt)} UTC, ${n} ${plural(n, "cell")}`;
    return element("li", {}, open, element("span", {class: "faint"}, when), stored.id === session.id() && element("span", {class: "faint"}, "open now")); // prettier-ignore
  });
  node.replaceChildren(element("p", {class: "soft"}, "The last ten notebooks stored in this browser:"), element("ul", {}, ...rows)); // prettier-ignore
}

function keyList(): HTMLElement {
  const rows = keys.flatMap(([key, does]) => [
    element("dt", {}, element("kbd", {}, key)),
    element("dd", {}, does)
  ]);
  const node = element("div", {class: "keys", hidden: true, tabindex: -1, role: "region", "aria-label": "keys"}, element("dl", {}, ...rows)); // prettier-ignore
  node.addEventListener("keydown", ({key}) => {
    if (key === "Escape") node.hidden = true;
  });
  return node;
}

async function openFile(
  file: File,
  session: NotebookSession,
  onMessage: (text: string) => void
): Promise<void> {
  try {
    if (file.size > maxFileSize)
      throw new Error(`too large: ${file.size} bytes; at most ${maxFileSize}`);
    session.open(readNotebook(await file.text()));
  } catch (error) {
    onMessage(`${file.name}: ${errorMessage(error)}`);
  }
}

function download(notebook: Notebook): void {
  const stem = notebook.title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""); // prettier-ignore
  const url = URL.createObjectURL(new Blob([writeNotebook(notebook)], {type: "application/json"}));
  element("a", {href: url, download: `${stem || "notebook"}.atalaya.json`}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function copyLink(onMessage: (text: string) => void): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 400)); // until then the URL follows what was typed
  if (!location.hash) return onMessage("too long for a link; send the file");
  const done = await navigator.clipboard.writeText(location.href).then(() => true, () => false); // prettier-ignore
  onMessage(done ? "link copied; the notebook is in it, and nothing of it reaches a server" : "the URL of this page is the link; copy it"); // prettier-ignore
}

function button(text: string, onClick: () => void, label?: string): HTMLButtonElement {
  const node = element("button", {type: "button", title: label ?? null, "aria-label": label ?? null}, text); // prettier-ignore
  node.addEventListener("click", onClick);
  return node;
}
