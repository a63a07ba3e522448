import type {SentencePart} from "../site/sentence.js";

/** A number with its sign of per cent; no part of a time, a date, an address or a name. */
const number =
  /(?<![\w.:/–-])\d+(?:,\d{3})*(?:\.\d+)?(?:\s?%)?(?![.,]?\d|[:/\w-]|\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)/g;

/**
 * Returns *sentence* with an origin on each of its numbers: the figure called *name*, `page.id`, that Lineage
 * follows to the bytes. A number that opens what it counts still does, and has its origin beside it.
 */
export function traced(sentence: string | readonly SentencePart[], name: string): SentencePart[] {
  const parts = typeof sentence === "string" ? [{text: sentence}] : sentence;
  return parts.flatMap((part): SentencePart[] => {
    if (part.href !== undefined) return [isNumber(part.text) ? {...part, origin: name} : part];
    return split(part, name);
  });
}

function isNumber(text: string): boolean {
  return text.replace(number, "").trim() === "";
}

function split(part: SentencePart, origin: string): SentencePart[] {
  const parts: SentencePart[] = [];
  let from = 0;
  for (const {0: found, index} of part.text.matchAll(number)) {
    if (index > from) parts.push({...part, text: part.text.slice(from, index)});
    parts.push({...part, text: found, origin});
    from = index + found.length;
  }
  if (from < part.text.length) parts.push({...part, text: part.text.slice(from)});
  return parts;
}
