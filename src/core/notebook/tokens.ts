/** A token of SQL: its kind, its text as written, and its position. */
export interface Token {
  /** *word*: keyword or plain identifier; *name*: quoted identifier; *text*: string; *parameter*: `$threshold` or `?`. */
  kind: "word" | "name" | "text" | "parameter" | "number" | "symbol" | "comment";

  /** The text as written, with its quotes. */
  text: string;

  /** The index of its first character. */
  from: number;

  /** The index after its last character. */
  until: number;

  /** Whether a quote or comment that was opened was closed as well. */
  closed: boolean;
}

type Kind = Token["kind"];

/** The beginning of a token of each kind; the first that matches counts. Sticky, so that nothing is copied. */
const patterns: readonly (readonly [Kind, RegExp])[] = [
  ["comment", /--[^\n\r]*/y],
  ["text", /[eE]'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'?/y],
  ["text", /'[^']*(?:''[^']*)*'?/y],
  ["name", /"[^"]*(?:""[^"]*)*"?/y],
  ["number", /(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y],
  ["parameter", /\$[\p{L}\d_]+|\?/uy],
  ["word", /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy],
  ["symbol", /::|\*\*|[^]/uy]
];

/**
 * Returns the tokens of DuckDB’s SQL in their order, without white space: strings (also `E'…'` and
 * `$tag$…$tag$`), nested comments, quoted identifiers. Any text has tokens; what is not closed reaches to
 * its end.
 */
export function tokenise(sql: string): Token[] {
  const tokens: Token[] = [];
  const space = /\s*/y;
  for (let at = 0; ;) {
    space.lastIndex = at;
    space.exec(sql);
    at = space.lastIndex;
    if (at >= sql.length) return tokens;
    const token = blockComment(sql, at) ?? dollarText(sql, at) ?? plainToken(sql, at);
    tokens.push(token);
    at = token.until;
  }
}

/** Returns the tokens without the comments. */
export function tokensOf(sql: string): Token[] {
  return tokenise(sql).filter(({kind}) => kind !== "comment");
}

/**
 * Returns the name of a token, as DuckDB compares names: in lower case, without quotes;
 * null if it is not an identifier.
 */
export function nameOf({kind, text}: Token): string | null {
  if (kind === "word") return text.toLowerCase();
  if (kind !== "name") return null;
  return text.replace(/^"|"$/g, "").replaceAll('""', '"').toLowerCase();
}

/** Returns the keyword that a token may be, in upper case; empty for anything but a word. */
export function keywordOf(token: Token | undefined): string {
  return token?.kind === "word" ? token.text.toUpperCase() : "";
}

function plainToken(sql: string, from: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = from;
    const text = pattern.exec(sql)?.[0];
    if (text) return token(kind, sql, from, from + text.length, isClosed(kind, text));
  }
  throw new RangeError(`invalid position: ${from} of ${sql.length}`);
}

function isClosed(kind: Kind, text: string): boolean {
  if (kind === "name") return /^"[^"]*(?:""[^"]*)*"$/.test(text);
  if (kind !== "text") return true;
  if (text.startsWith("'")) return /^'[^']*(?:''[^']*)*'$/.test(text);
  return /^.'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'$/.test(text);
}

/** A comment between slashes and stars; those of PostgreSQL, and so of DuckDB, nest. */
function blockComment(sql: string, from: number): Token | null {
  if (!sql.startsWith("/*", from)) return null;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return token("comment", sql, from, mark.lastIndex, true);
  }
  return token("comment", sql, from, sql.length, false);
}

function dollarText(sql: string, from: number): Token | null {
  if (sql[from] !== "$") return null;
  const open = /\$(?:[\p{L}_][\p{L}\d_]*)?\$/uy;
  open.lastIndex = from;
  const tag = open.exec(sql)?.[0];
  if (!tag) return null;
  const end = sql.indexOf(tag, from + tag.length);
  if (end < 0) return token("text", sql, from, sql.length, false);
  return token("text", sql, from, end + tag.length, true);
}

function token(kind: Kind, sql: string, from: number, until: number, closed: boolean): Token {
  return {kind, text: sql.slice(from, until), from, until, closed};
}
