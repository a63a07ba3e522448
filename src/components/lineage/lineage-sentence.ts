import type {LineagePage} from "../../core/schema/lineage.js";
import {formatBytes, formatCount, formatDuration, plural} from "../kit/format.js";
import type {SentencePart} from "../site/sentence.js";

/** Returns the sentence that opens Lineage: how many bytes of which files, through what, and how long it took. */
export function lineageSentence({inputs, seconds}: LineagePage): SentencePart[] {
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  const took = seconds === null ? "" : `, in ${formatDuration(Number(seconds.toPrecision(3)))}`;
  return [
    {text: "Every number here comes from "},
    {text: `${formatCount(inputs.length)} ${plural(inputs.length, "file")}`, href: "#logs"},
    {text: ` of ${formatBytes(bytes)}, through `},
    {text: "four phases", href: "#phases"},
    {text: `${took}.`}
  ];
}

/** Returns the phases and their digests as rows of text, for readers without JavaScript. */
export function lineageRows({artifacts}: LineagePage): string[][] {
  return artifacts.map(({layer, phase, rows, files, sha256}) => [
    layer.toUpperCase(),
    phase,
    formatCount(rows),
    `${formatCount(files.length)}, ${formatBytes(files.reduce((sum, {bytes}) => sum + bytes, 0))}`,
    sha256
  ]);
}
