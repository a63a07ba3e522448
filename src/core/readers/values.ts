import {isAddress} from "./address.js";
import {unescapeItems, unescapeZeek} from "./escapes.js";
import type {FieldKind} from "./fields.js";
import {numberFacts, withinFacts} from "./number-facts.js";
import {parseDecimal, parseInteger} from "./numbers.js";
import {maxTextLength} from "./reader.js";
import type {EventValue} from "./reader.js";
import {parseTime} from "./times.js";

/** Why a value of a kind was refused, as rejections say it. */
export const refusals: Readonly<Record<FieldKind, string>> = {
  time: `invalid time; expected seconds since 1970 or ISO 8601 with a zone, ${numberFacts.time.range}`,
  address: "invalid address; expected IPv4 or IPv6",
  port: `invalid port; expected an integer ${numberFacts.port.range}`,
  code: `invalid code; expected an integer ${numberFacts.code.range}`,
  count: `invalid count; expected an integer ${numberFacts.count.range}`,
  duration: `invalid duration; expected a number ${numberFacts.duration.range}`,
  flag: "invalid flag; expected T or F",
  text: `invalid text; expected at most ${maxTextLength} characters`,
  list: `invalid list; expected at most ${maxTextLength} characters`,
  instant: `invalid instant; expected at most ${maxTextLength} characters`,
  number: `invalid number; expected at most ${maxTextLength} characters`,
  secret: "invalid secret; expected a text"
};

/**
 * Returns the value of a field of *kind* written in *text* between *start* and *end*, or undefined
 * if there is none: *refusals* then says why. *escaped* tells whether the text may hold Zeek’s
 * escapes.
 */
export function parseValue(
  kind: FieldKind,
  text: string,
  start: number,
  end: number,
  escaped: boolean
): EventValue | undefined {
  switch (kind) {
    case "secret":
      return true;
    case "text":
    case "instant":
    case "number":
      if (end - start > maxTextLength) return undefined;
      return escaped ? unescapeZeek(text.slice(start, end)) : text.slice(start, end);
    case "list":
      if (end - start > maxTextLength) return undefined;
      return escaped ? unescapeItems(text.slice(start, end)) : text.slice(start, end);
    case "count":
    case "code":
    case "port":
      return withinFacts(kind, parseInteger(text, start, end));
    case "address":
      return isAddress(text, start, end) ? text.slice(start, end) : undefined;
    case "time":
      return withinFacts(kind, parseTime(text, start, end));
    case "duration":
      return withinFacts(kind, parseDecimal(text, start, end));
    case "flag":
      return parseFlag(text.slice(start, end));
  }
}

function parseFlag(text: string): boolean | undefined {
  if (text === "T" || text === "true") return true;
  if (text === "F" || text === "false") return false;
  return undefined;
}
