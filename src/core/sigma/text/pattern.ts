/** A part of a pattern: a text, any text (`*`), any one character (`?`), or one of a set of characters. */
export type Part = string | typeof anyText | typeof anyCharacter | CharacterSet;

/** One character of those in *characters*; what `windash` makes of a dash. */
export interface CharacterSet {
  characters: string;
}

/** The wildcard `*`. */
export const anyText = Symbol("*");

/** The wildcard `?`. */
export const anyCharacter = Symbol("?");

/** A value of a rule: its parts in order; no two texts and no two `*` follow each other. */
export type Pattern = readonly Part[];

/**
 * Returns the pattern that *value* is: `*` and `?` are wildcards unless escaped by a backslash. A backslash before
 * any other character but a backslash is itself.
 */
export function parsePattern(value: string): Pattern {
  const parts: Part[] = [];
  let text = "";
  for (let i = 0; i < value.length; ++i) {
    const c = value[i];
    if (c === "\\" && i + 1 < value.length && "*?\\".includes(value[i + 1])) text += value[++i];
    else if (c === "*" || c === "?") {
      parts.push(text, c === "*" ? anyText : anyCharacter);
      text = "";
    } else text += c;
  }
  return joinParts([...parts, text]);
}

/** Returns *parts* as a pattern: without empty texts, with texts and `*` that follow each other made one. */
export function joinParts(parts: readonly Part[]): Pattern {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === "" || (part === anyText && last === anyText)) continue;
    if (typeof part === "string" && typeof last === "string")
      joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}

/** Returns the text of *pattern*, or undefined if it has wildcards. */
export function maybeText(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return "";
  return pattern.length === 1 && typeof pattern[0] === "string" ? pattern[0] : undefined;
}

/** Returns *pattern* as a rule has it, escaped; sets are written in brackets, for people. */
export function patternText(pattern: Pattern): string {
  return pattern
    .map((part) => {
      if (part === anyText) return "*";
      if (part === anyCharacter) return "?";
      if (typeof part === "object") return `[${part.characters}]`;
      return (part as string).replace(/\\(?=[*?\\]|$)|[*?]/g, "\\$&");
    })
    .join("");
}

/** Returns *text* in the form in which texts are compared without case: each character alone, in lower case. */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let folded = "";
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  return character === "İ" ? "i" : character.toLowerCase();
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; ++i) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Returns *pattern* with its texts folded by `foldCase`. */
export function foldPattern(pattern: Pattern): Pattern {
  return pattern.map((part) => {
    if (typeof part === "string") return foldCase(part);
    return typeof part === "object" ? {characters: foldCase(part.characters)} : part;
  });
}

type Step = string | typeof anyText | typeof anyCharacter | CharacterSet;

/**
 * Returns a function that returns whether a text, all of it, has *pattern*. It takes at most the length of the text times
 * that of the pattern. With *cased* the case matters.
 */
export function patternMatcher(pattern: Pattern, cased: boolean): (text: string) => boolean {
  const fold = cased ? (text: string) => text : foldCase;
  const folded = cased ? pattern : foldPattern(pattern);
  const simple = simpleMatcher(folded);
  if (simple) return (text) => simple(fold(text));
  const steps = folded.flatMap((part): Step[] => (typeof part === "string" ? [...part] : [part]));
  return (text) => matchSteps(steps, [...fold(text)]);
}

/** Returns the matcher of the patterns that most rules have: a text, its start, its end, or anywhere. */
function simpleMatcher(pattern: Pattern): ((text: string) => boolean) | undefined {
  const exact = maybeText(pattern);
  if (exact !== undefined) return (text) => text === exact;
  const [first, second, third] = pattern;
  if (pattern.length === 1) return first === anyText ? () => true : undefined;
  if (pattern.length === 2) {
    if (typeof first === "string" && second === anyText) return (text) => text.startsWith(first);
    if (first === anyText && typeof second === "string") return (text) => text.endsWith(second);
  }
  if (pattern.length === 3 && first === anyText && typeof second === "string" && third === anyText)
    return (text) => text.includes(second);
  return undefined;
}

/** Goes on after a `*` with the shortest text for it, and comes back to the last one only: no backtracking beyond. */
function matchSteps(steps: readonly Step[], characters: readonly string[]): boolean {
  let step = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < characters.length;) {
    if (step < steps.length && steps[step] === anyText) {
      star = step++;
      resume = i;
    } else if (step < steps.length && fits(steps[step], characters[i])) {
      ++step;
      ++i;
    } else if (star >= 0) {
      step = star + 1;
      i = ++resume;
    } else return false;
  }
  while (steps[step] === anyText) ++step;
  return step === steps.length;
}

function fits(step: Step, character: string): boolean {
  if (step === anyCharacter) return true;
  return typeof step === "object" ? step.characters.includes(character) : step === character;
}
