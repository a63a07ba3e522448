import {joinParts} from "../text/pattern.js";
import type {Part, Pattern} from "../text/pattern.js";

/** The characters that a command line of Windows accepts before the name of an option. */
const dashes = "-/–—―";

/** A dash at the start of a word: no letter before it, one after it. */
const dash = /(?<![\p{L}\p{N}_])[-/](?=[\p{L}\p{N}_])/gu;

/** Returns *pattern* with each dash that begins an option made any of the characters that may. */
export function dashPattern(pattern: Pattern): Pattern {
  return joinParts(pattern.flatMap((part) => (typeof part === "string" ? split(part) : [part])));
}

function split(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(dash)) {
    parts.push(text.slice(end, match.index), {characters: dashes});
    end = match.index + 1;
  }
  return [...parts, text.slice(end)];
}
