import ts from "typescript";
import type {Source} from "./source.js";

/** A regular expression of a source file. */
export interface Pattern {
  /** The file and the expression; e.g., `src/x.ts: /a+/`. */
  place: string;
  source: string;
  flags: string;
}

/** A part of a pattern: what one repetition matches, and whether the number of repetitions has no bound. */
interface Atom {
  text: string;
  unbounded: boolean;
  optional: boolean;
}

/** Returns the regular expressions that are written in *source*. */
export function patternsOf({path, text}: Source): Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const flags = node.text.slice(end + 1);
      found.push({place: `${path}: ${node.text}`, source: node.text.slice(1, end), flags});
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}

/**
 * Returns why matching may take more than time in proportion to the text: repetitions within a repetition, two in a row
 * that match the same characters, or one at the start of what may begin anywhere. Undefined if none of these.
 */
export function slownessOf({source, flags}: Pattern, anchored = false): string | undefined {
  for (const alternative of alternativesOf(source)) {
    const atoms = flatAtomsOf(alternative);
    const within = atoms.find(({text, unbounded}) => unbounded && isGroup(text) && repeats(text));
    if (within) return `repetitions within ${within.text}`;
    const row = findRow(atoms, flags);
    if (row) return row;
    if (anchored || isAnchored(alternative, flags)) continue;
    const first = atoms.findIndex(({unbounded}) => unbounded);
    if (first >= 0 && first < atoms.length - 1) {
      const before = atoms.slice(0, first);
      if (before.every((atom) => overlaps(atom, atoms[first], flags)))
        return `may begin anywhere, with ${atoms[first].text} repeated`;
    }
  }
  for (const group of groupsOf(source)) {
    const slow = slownessOf({place: "", source: group, flags}, true);
    if (slow) return slow;
  }
  return undefined;
}

/** Returns two unbounded atoms that match a common character, with nothing between that must differ. */
function findRow(atoms: readonly Atom[], flags: string): string | undefined {
  for (let i = 0; i < atoms.length; ++i) {
    if (!atoms[i].unbounded) continue;
    for (let j = i + 1; j < atoms.length; ++j) {
      const common = overlaps(atoms[i], atoms[j], flags);
      const canFail = j < atoms.length - 1;
      if (common && atoms[j].unbounded && canFail)
        return `${atoms[i].text} and ${atoms[j].text} in a row`;
      if (!common && !atoms[j].optional) break;
    }
  }
  return undefined;
}

const samples = Array.from({length: 128}, (_, code) => String.fromCharCode(code)).concat("é", "🦉");

function overlaps(a: Atom, b: Atom, flags: string): boolean {
  if (/^(\^|\$|\\[bB]|\(\?<?[=!])/.test(a.text) || /^(\^|\$|\\[bB]|\(\?<?[=!])/.test(b.text))
    return false;
  const [x, y] = [a, b].map(({text}) => new RegExp(`^(?:${text})`, flags.replace(/[gy]/g, "")));
  return samples.some((letter) => x.test(letter) && y.test(letter));
}

function isAnchored(alternative: string, flags: string): boolean {
  return flags.includes("y") || /^(\^|\\b|\(\?<[=!])/.test(alternative.replace(/^\((\?:)?/, ""));
}

function isGroup(text: string): boolean {
  return text.startsWith("(");
}

/** Returns whether a repetition of *group* may end at several places: nothing in it must differ from what repeats. */
function repeats(group: string): boolean {
  return alternativesOf(bodyOf(group)).some((one) => {
    const atoms = atomsOf(one);
    const unbounded = atoms.filter((atom) => atom.unbounded);
    const required = atoms.filter(({optional, text}) => !optional && !canBeEmpty(text));
    const isSeparated = required.some(
      (atom) => !unbounded.some((more) => overlaps(atom, more, ""))
    );
    return unbounded.length > 0 && !isSeparated;
  });
}

function canBeEmpty(text: string): boolean {
  return new RegExp(`^(?:${text})$`).test("");
}

function bodyOf(group: string): string {
  return group.slice(1, -1).replace(/^\?(?::|<?[=!]|<\w+>)/, "");
}

function groupsOf(source: string): string[] {
  return alternativesOf(source)
    .flatMap((one) => atomsOf(one))
    .filter(({text}) => isGroup(text))
    .map(({text}) => bodyOf(text));
}

/** Returns the alternatives of *source*, at its own level. */
function alternativesOf(source: string): string[] {
  const found = [""];
  for (const token of tokensOf(source)) {
    if (token === "|") found.push("");
    else found[found.length - 1] += token;
  }
  return found;
}

/** Returns the atoms of *alternative*, those of a group that occurs once in its place. */
function flatAtomsOf(alternative: string): Atom[] {
  return atomsOf(alternative).flatMap((atom) => {
    const once = isGroup(atom.text) && !atom.unbounded && !atom.optional;
    const isLook = /^\(\?<?[=!]/.test(atom.text);
    const bodies = once && !isLook ? alternativesOf(bodyOf(atom.text)) : [];
    return bodies.length === 1 ? flatAtomsOf(bodies[0]) : [atom];
  });
}

function atomsOf(alternative: string): Atom[] {
  const atoms: Atom[] = [];
  for (const token of tokensOf(alternative)) {
    const last = atoms.at(-1);
    const counts = /^\{(\d+)(,(\d*))?\}$/.exec(token);
    if (last && (/^[*+?]$/.test(token) || counts)) {
      last.unbounded ||= token === "*" || token === "+" || counts?.[3] === "";
      last.optional ||= token === "*" || token === "?" || counts?.[1] === "0";
    } else atoms.push({text: token, unbounded: false, optional: false});
  }
  return atoms;
}

/** Returns the characters, escapes, classes, groups and quantifiers of *source*, at its own level. */
function tokensOf(source: string): string[] {
  const tokens: string[] = [];
  for (let i = 0; i < source.length;) {
    const end = endOf(source, i);
    tokens.push(source.slice(i, end));
    i = end;
  }
  return tokens;
}

function endOf(source: string, at: number): number {
  const letter = source[at];
  if (letter === "\\") return at + (/^\\(u\{[^}]*\}|u.{4}|x..|[pP]\{[^}]*\}|[^])/.exec(source.slice(at))?.[0].length ?? 2); // prettier-ignore
  if (letter === "{") return at + (/^\{\d+(,\d*)?\}/.exec(source.slice(at))?.[0].length ?? 1);
  if (letter === "[") {
    for (let i = at + 1; i < source.length; ++i) {
      if (source[i] === "\\") ++i;
      else if (source[i] === "]") return i + 1;
    }
  }
  if (letter === "(") {
    for (let i = at + 1; i < source.length; i = endOf(source, i))
      if (source[i] === ")") return i + 1;
  }
  return at + 1;
}
