import {keywordOf, tokensOf} from "./tokens.js";
import type {Token} from "./tokens.js";

const reading =
  /^(?:SELECT|FROM|VALUES|DESCRIBE|DESC|SHOW|SUMMARIZE|TABLE|PIVOT|UNPIVOT|WITH|EXPLAIN)$/;
const writing = /^(?:INSERT|UPDATE|DELETE|MERGE|COPY|CREATE|DROP|ALTER|ATTACH|INSTALL|LOAD|SET)$/;

/** The keywords that a cell may begin with, for messages. */
const readingKeywords = "SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT and EXPLAIN";

/**
 * Returns the problem of a statement that does not only read, as a sentence; null if it does. One statement,
 * every quote closed, its verb one of those that read. The sources of a statement are not checked: DuckDB’s
 * own lock, and the policy of the site, exclude files and other hosts.
 */
export function problemWith(sql: string): string | null {
  const tokens = tokensOf(sql);
  const last = tokens[tokens.length - 1];
  if (last?.text === ";") tokens.pop();
  if (tokens.length === 0) return "empty cell; try FROM events";
  const open = tokens.find(({closed}) => !closed);
  if (open) return `unclosed quote: ${open.text.slice(0, 20)}; line ${lineOf(sql, open.from)}`;
  if (tokens.some(({text}) => text === ";"))
    return "more than one statement; give each a cell of its own";
  const mark = tokens.find(({kind, text}) => kind === "parameter" && text === "?");
  if (mark) return "unknown parameter: ?; use $threshold, $from, $until, $entity or $event";
  return rejectedVerb(tokens);
}

/** Returns the line, from 1, of the character at *index* of a text. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function rejectedVerb(tokens: readonly Token[]): string | null {
  let start = 0;
  while (tokens[start]?.text === "(") ++start;
  if (keywordOf(tokens[start]) === "EXPLAIN")
    return rejectedVerb(explained(tokens.slice(start + 1)));
  const verb = keywordOf(tokens[start]) === "WITH" ? verbAfterWith(tokens, start) : tokens[start];
  if (verb && reading.test(keywordOf(verb))) return null;
  const name = verb ? verb.text.slice(0, 20) : "a query without an end";
  return `rejected: ${name}; a cell only reads: ${readingKeywords}`;
}

/** Returns the statement after EXPLAIN: without ANALYZE, and without options between parentheses. */
function explained(tokens: readonly Token[]): readonly Token[] {
  if (keywordOf(tokens[0]) === "ANALYZE") return tokens.slice(1);
  if (tokens[0]?.text !== "(" || reading.test(keywordOf(tokens[1]))) return tokens;
  return tokens.slice(tokens.findIndex(({text}) => text === ")") + 1);
}

/** Returns the verb after the queries of a WITH, whose names may be any. */
function verbAfterWith(tokens: readonly Token[], start: number): Token | undefined {
  let depth = 0;
  for (let i = start; i < tokens.length; ++i) {
    if (tokens[i].text === "(") ++depth;
    if (tokens[i].text === ")") --depth;
    if (depth !== 0 || tokens[i].text !== ")") continue;
    const next = tokens[i + 1];
    const keyword = keywordOf(next);
    if (next?.text === "(" || reading.test(keyword) || writing.test(keyword))
      return next.text === "(" ? tokens[i + 2] : next;
  }
  return undefined;
}
