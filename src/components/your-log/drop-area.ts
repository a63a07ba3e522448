import {element} from "../kit/element.js";
import {formatBytes, formatCount, plural, visible} from "../kit/format.js";
import {sampleLog} from "./sample-log.js";
import type {Progress, Stage} from "./messages.js";

/** The listeners of a drop area. */
interface DropOptions {
  onFiles(files: File[]): void;
  onCancel(): void;
}

/** The area to drop files on, with the progress of the work on them. */
export interface DropArea {
  node: HTMLElement;
  /** Shows that the files are being inspected. */
  inspect(files: readonly File[]): void;
  /** Shows that the work on the files begins; it can be cancelled. */
  work(files: readonly File[]): void;
  progress(progress: Progress): void;

  /** Shows that nothing is under way. */
  finish(): void;
}

const stageNames: Readonly<Record<Stage, string>> = {
  read: "Reading",
  features: "Computing features",
  score: "Scoring",
  compare: "Comparing with training",
  explain: "Explaining the most anomalous"
};

/** Returns the area where files are dropped or picked, with a made-up log to try, progress, and a button that cancels. */
export function dropArea({onFiles, onCancel}: DropOptions): DropArea {
  const parts = dropParts();
  const {node, input, sample, cancel, bar, status, note} = parts;
  const accept = (files: File[]) => {
    const skipped = input.disabled && files.length > 0;
    note.textContent = skipped
      ? `Skipped: ${namesOf(files)}, since the page was busy; drop it again when it is done.`
      : "";
    if (!input.disabled) onFiles(files);
  };
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // so that the same file can be picked again
    accept(files);
  });
  sample.addEventListener("click", () => accept([sampleLog()]));
  cancel.addEventListener("click", onCancel);
  listenForDrops(node, accept);
  const busy = (is: boolean, text = "") => {
    input.disabled = sample.disabled = is;
    status.textContent = text;
  };
  return {
    node,
    inspect: (files) => busy(true, `Inspecting ${namesOf(files)} …`),
    work(files) {
      busy(true, `Reading ${namesOf(files)} …`);
      bar.hidden = cancel.hidden = false;
      bar.value = 0;
    },
    progress(progress) {
      if (bar.hidden) return;
      bar.value =
        progress.stage === "read" ? (0.7 * progress.done) / Math.max(1, progress.total) : 0.85;
      status.textContent = progressText(progress);
    },
    finish() {
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
  const bar = element("progress", {max: 1, value: 0, hidden: true, "aria-label": "Progress"});
  const status = element("p", {class: "status", role: "status"});
  const note = element("p", {class: "about", role: "status"});
  const about =
    "Zeek conn.log (TSV or JSON), CSV, or JSON lines; each plain or .gz, several at once. They stay in the memory of this page until you leave it.";
  const node = element(
    "div",
    {class: "drop"},
    element("label", {for: "your-files"}, "Drop files here, or pick them"),
    input,
    element("p", {class: "about"}, about),
    sample,
    element("div", {class: "under-way"}, bar, cancel),
    status,
    note
  );
  return {node, input, sample, cancel, bar, status, note};
}

function progressText({stage, done, total, events, rejected}: Progress): string {
  const percent = Math.round((100 * done) / Math.max(1, total));
  const share = stage === "read" ? `, ${percent} % of ${formatBytes(total)}` : "";
  return `${stageNames[stage]}${share}: ${formatCount(events)} ${plural(events, "connection")}, ${formatCount(rejected)} rejected.`;
}

/** Accepts files dropped anywhere on the page, which the browser would otherwise open instead of it. */
function listenForDrops(node: HTMLElement, accept: (files: File[]) => void): void {
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
    accept([...(event.dataTransfer?.files ?? [])]);
  });
}

function namesOf(files: readonly File[]): string {
  const [first] = files;
  const more = files.length > 1 ? ` and ${formatCount(files.length - 1)} more` : "";
  return `${visible(first?.name ?? "").slice(0, 80)}${more}`;
}
