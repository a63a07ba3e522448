/** What the glossary forbids, read from its column “not”. */
export interface Glossary {
  /** Sequences of words that are forbidden in texts and in identifiers. */
  phrases: string[][];
  /** Words that are forbidden as a part of an identifier only. */
  parts: Set<string>;
  /** What the name of a numeric constant may not begin with. */
  prefixes: Set<string>;
}

interface Word {
  text: string;
  line: number;
}

/** Returns the entries in backticks of the last column of the tables of *markdown*. */
export function readGlossary(markdown: string): Glossary {
  const rows = markdown.split("\n").filter((line) => line.startsWith("| "));
  const entries = rows.flatMap((row) =>
    [...(row.split("|").at(-2) ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1])
  );
  const parts = entries.filter((entry) => entry.endsWith("()"));
  const prefixes = entries.filter((entry) => entry.startsWith("const "));
  const phrases = entries.filter((entry) => !parts.includes(entry) && !prefixes.includes(entry));
  return {
    phrases: [...new Set(phrases)].map((entry) => entry.split(" ")),
    parts: new Set(parts.map((entry) => entry.slice(0, -"()".length))),
    prefixes: new Set(prefixes.map((entry) => entry.slice("const ".length, -"…".length)))
  };
}

/** Returns what *text* and its *path* use of the words of *glossary*, as `path:line: word`. */
export function findOldWords(path: string, text: string, glossary: Glossary): string[] {
  const source = text.replace(/[A-Za-z0-9+/=_-]{120,}/g, ""); // data in base64
  const name = wordsOf(path).map((word) => ({...word, line: 0}));
  const found = [
    ...phrasesIn(name, glossary),
    ...phrasesIn(wordsOf(source), glossary),
    ...identifiersOf(source).filter(({text}) =>
      wordsOf(text).some((part) => glossary.parts.has(part.text))
    ),
    ...numbersOf(source).filter(({text}) => glossary.prefixes.has(wordsOf(text)[0].text))
  ];
  return found.sort((a, b) => a.line - b.line).map((word) => `${path}:${word.line}: ${word.text}`);
}

function phrasesIn(words: Word[], {phrases}: Glossary): Word[] {
  const byFirst = new Map<string, string[][]>();
  for (const phrase of phrases) byFirst.set(phrase[0], [...(byFirst.get(phrase[0]) ?? []), phrase]);
  return words.flatMap(({text, line}, i) =>
    (byFirst.get(text) ?? [])
      .filter((phrase) => phrase.every((word, k) => words[i + k]?.text === word))
      .map((phrase) => ({text: phrase.join(" "), line}))
  );
}

/** Returns the words of *text*, those within identifiers too, in lower case. */
function wordsOf(text: string): Word[] {
  return matchesOf(text, /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g).map((word) => ({
    ...word,
    text: word.text.toLowerCase()
  }));
}

/** Returns the names that *text* declares, and those that can only be names: `ofTwoWords`, `of_two`. */
function identifiersOf(text: string): Word[] {
  return matchesOf(
    text,
    /(?<=\b(?:const|let|function|interface|type|class|enum) )\w+|\b[a-z]+(?:[A-Z][a-z]*)+\b|\b[a-z]+(?:_[a-z]+)+\b/g
  );
}

/** Returns the names of the numeric constants of *text*. */
function numbersOf(text: string): Word[] {
  return matchesOf(text, /(?<=\bconst )\w+(?= = [\d_.]+(?:[ *+]|;))/g);
}

function matchesOf(text: string, pattern: RegExp): Word[] {
  let line = 1;
  let end = 0;
  return [...text.matchAll(pattern)].map((match) => {
    for (; end < match.index; ++end) if (text.charCodeAt(end) === 10) ++line;
    return {text: match[0], line};
  });
}
