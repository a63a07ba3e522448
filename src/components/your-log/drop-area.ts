import {element} from "../kit/element.js";
import {formatBytes, formatCount, plural, visible} from "../kit/format.js";
import {sampleLog} from "./sample-log.js";
import type {Progress, Stage} from "./messages.js";

/** Who hears of files, and of second thoughts. */
export interface DropOptions {
  onFiles(files: File[]): void;
  onCancel(): void;
}

/** The place to drop files, and how far their work is. */
export interface DropArea {
  node: HTMLElement;
  /** The files are being looked at. */
  look(files: readonly File[]): void;
  /** The work on the files begins; it can be cancelled. */
  work(files: readonly File[]): void;
  progress(progress: Progress): void;
  /** Nothing is under way. */
  rest(): void;
}

const saying: Readonly<Record<Stage, string>> = {
  read: "Reading",
  features: "Computing features",
  score: "Scoring",
  compare: "Comparing with training",
  explain: "Explaining the strangest"
};

/** Returns where files are dropped or picked, with a made-up log to try, progress, and a way to stop. */
export function dropArea({onFiles, onCancel}: DropOptions): DropArea {
  const parts = dropParts();
  const {node, input, sample, cancel, bar, said, note} = parts;
  const give = (files: File[]) => {
    const late = input.disabled && files.length > 0;
    note.textContent = late
      ? `Not taken: ${namesOf(files)}, since the page was busy; drop it again when it is done.`
      : "";
    if (!input.disabled) onFiles(files);
  };
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be picked again
    give(files);
  });
  sample.addEventListener("click", () => give([sampleLog()]));
  cancel.addEventListener("click", onCancel);
  takeDrops(node, give);
  const busy = (is: boolean, text = "") => {
    input.disabled = sample.disabled = is;
    said.textContent = text;
  };
  return {
    node,
    look: (files) => busy(true, `Looking at ${namesOf(files)} …`),
    work(files) {
      busy(true, `Reading ${namesOf(files)} …`);
      bar.hidden = cancel.hidden = false;
      bar.value = 0;
    },
    progress(progress) {
      if (bar.hidden) return;
      bar.value =
        progress.stage === "read" ? (0.7 * progress.done) / Math.max(1, progress.total) : 0.85;
      said.textContent = progressText(progress);
    },
    rest() {
      bar.hidden = cancel.hidden = true;
      busy(false);
    }
  };
}

function dropParts() {
  const input = element("input", {type: "file", multiple: true, id: "your-files", disabled: true});
  const button = {type: "button", class: "more"};
  const sample = element(
    "button",
    {...button, disabled: true, "data-picture": true},
    "try it with a small made-up log"
  );
  const cancel = element("button", {...button, hidden: true}, "cancel");
  const bar = element("progress", {max: 1, value: 0, hidden: true, "aria-label": "How far it is"});
  const said = element("p", {class: "said", role: "status"});
  const note = element("p", {class: "about", role: "status"});
  const about =
    "Zeek conn.log (TSV or JSON), CSV, or JSON lines; each plain or .gz, several at once. They stay in this page’s memory, and go when you leave it.";
  const node = element(
    "div",
    {class: "drop"},
    element("label", {for: "your-files"}, "Drop files here, or pick them"),
    input,
    element("p", {class: "about"}, about),
    sample,
    element("div", {class: "under-way"}, bar, cancel),
    said,
    note
  );
  return {node, input, sample, cancel, bar, said, note};
}

function progressText({stage, done, total, events, rejected}: Progress): string {
  const percent = Math.round((100 * done) / Math.max(1, total));
  const share = stage === "read" ? `, ${percent} % of ${formatBytes(total)}` : "";
  return `${saying[stage]}${share}: ${formatCount(events)} ${plural(events, "connection")}, ${formatCount(rejected)} rejected.`;
}

/** Takes files dropped anywhere on the page, which the browser would otherwise open instead of it. */
function takeDrops(node: HTMLElement, give: (files: File[]) => void): void {
  addEventListener("dragover", (event) => {
    if (!node.isConnected) return;
    event.preventDefault();
    node.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) node.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!node.isConnected) return;
    event.preventDefault();
    node.classList.remove("over");
    give([...(event.dataTransfer?.files ?? [])]);
  });
}

function namesOf(files: readonly File[]): string {
  const [first] = files;
  const more = files.length > 1 ? ` and ${formatCount(files.length - 1)} more` : "";
  return `${visible(first?.name ?? "").slice(0, 80)}${more}`;
}
