import {later} from "../kit/lazy-part.js";
import {element} from "../kit/element.js";
import {formatCount, visible} from "../kit/format.js";
import type {OpenLog} from "./open-log.js";
import type {FullEvent} from "./messages.js";

const maxShown = 4000;

/** Shows the line of the log as text, with its file, its number and, once it is known, the digest of the file. */
export function recordPart(
  {name, file, line}: FullEvent,
  {worker, identity}: Pick<OpenLog, "worker" | "identity">
): HTMLElement {
  const digest = element("span", {class: "clip"}, "sha256 …");
  identity().then(
    ({files}) => {
      digest.title = files[file].sha256;
      digest.textContent = `sha256 ${files[file].sha256}`;
    },
    () => digest.remove() // the verdict shows why
  );
  const record = later(async () => {
    const answer = await worker.ask({kind: "record", file, line}, "record");
    return answer && recordNode(answer.raw);
  }, "80px");
  return element(
    "div",
    {},
    element(
      "p",
      {class: "about"},
      "The line of the file, read from your disk; invisible characters are written out."
    ),
    record,
    element(
      "div",
      {class: "provenance"},
      element("span", {}, visible(name).slice(0, 120)),
      element("span", {}, `line ${formatCount(line)}`),
      digest
    )
  );
}

function recordNode(raw: string | null): HTMLElement {
  return raw === null
    ? element(
        "p",
        {class: "message"},
        "The file cannot be read any more: it was moved or changed since it was dropped."
      )
    : element("pre", {class: "record", tabindex: 0}, shown(raw));
}

function shown(raw: string): string {
  const text = visible(raw.slice(0, maxShown + 1));
  return text.length > maxShown ? `${text.slice(0, maxShown)} …` : text;
}
