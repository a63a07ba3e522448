import {keywordOf, nameOf, tokensOf} from "./tokens.js";
import type {Token} from "./tokens.js";

/** The context between two parentheses, or outside of all. */
interface Level {
  /** Whether commas separate tables here. */
  inFrom: boolean;

  /** Whether commas separate named queries here: `WITH a AS (…), b AS (…)`. */
  inWith: boolean;

  /** Whether the next name is that of a table, or of a named query. */
  expects: "table" | "query" | null;

  /** Whether a name may be used in its own query, as after WITH RECURSIVE. */
  recursive: boolean;

  /** The names of queries that hide tables here and further in. */
  queries: Set<string>;

  /** The query whose name was read and whose text has not ended. */
  query: string | null;

  /** Whether this is the text of the query that was named last outside. */
  body: boolean;

  /** Whether FROM separates arguments here: `extract(year FROM time)`. */
  call: boolean;
}

const ends =
  /^(?:WHERE|GROUP|ORDER|HAVING|LIMIT|OFFSET|WINDOW|QUALIFY|UNION|EXCEPT|INTERSECT|SELECT|VALUES)$/;
const readers = /^(?:DESCRIBE|DESC|SUMMARIZE|SHOW|TABLE|PIVOT|UNPIVOT)$/;
const notNames = /^(?:SELECT|WITH|VALUES|FROM|LATERAL|ONLY|RECURSIVE|EXPLAIN|ANALYZE)$/;
const beforeReaders = /^(?:|EXPLAIN|ANALYZE|AS|FROM)$/;
const callsWithFrom = /^(?:EXTRACT|SUBSTRING|TRIM|OVERLAY|POSITION)$/;

/**
 * Returns the names of tables that *sql* reads, in lower case, each once, in the order of their first
 * use: what follows FROM, JOIN, DESCRIBE and the like, without qualified names, functions, strings and
 * the names that a WITH gives to queries. It reads tokens, not grammar: of an invalid query it
 * returns what it finds.
 */
export function relationsOf(sql: string): string[] {
  return [...new Set(relationTokens(sql).map((token) => nameOf(token)!))];
}

/** Returns the tokens that name the tables of `relationsOf`, each use, in their order. */
export function relationTokens(sql: string): Token[] {
  const tokens = tokensOf(sql);
  const found: Token[] = [];
  const levels = [level()];
  tokens.forEach((token, i) => {
    const here = levels[levels.length - 1];
    if (token.text === "(") levels.push(open(here, keywordOf(tokens[i - 1])));
    else if (token.text === ")") close(levels);
    else if (token.text === ",") comma(here);
    else if (token.kind === "word" || token.kind === "name") word(tokens, i, levels, found);
    else if (token.text !== ":") here.expects = null;
  });
  return found;
}

function level(): Level {
  return {
    inFrom: false,
    inWith: false,
    expects: null,
    recursive: false,
    queries: new Set(),
    query: null,
    body: false,
    call: false
  };
}

function open(here: Level, before: string): Level {
  const inside = level();
  inside.call = callsWithFrom.test(before);
  inside.body = here.inWith && /^(?:AS|MATERIALIZED)$/.test(before);
  if (here.expects !== "table") return inside;
  here.expects = null;
  return {...inside, inFrom: true, expects: "table"};
}

function close(levels: Level[]): void {
  const inside = levels.length > 1 ? levels.pop() : undefined;
  const here = levels[levels.length - 1];
  if (inside?.body && here.query !== null) here.queries.add(here.query);
}

function comma(here: Level): void {
  if (here.inWith) here.query = null;
  here.expects = here.inWith ? "query" : here.inFrom ? "table" : null;
}

function word(tokens: Token[], i: number, levels: Level[], found: Token[]): void {
  const here = levels[levels.length - 1];
  const keyword = keywordOf(tokens[i]);
  if (begins(tokens, i, here)) return;
  if (here.expects === null || notNames.test(keyword)) return;
  const name = nameOf(tokens[i])!;
  const next = tokens[i + 1]?.text;
  if (next === ":") return; // an alias before its table
  if (here.expects === "query") {
    here.query = name;
    if (here.recursive) here.queries.add(name);
  } else if (next !== "." && next !== "(" && tokens[i - 1]?.text !== ".") {
    if (!levels.some(({queries}) => queries.has(name))) found.push(tokens[i]);
  }
  here.expects = null;
}

/** Applies a keyword that begins a clause; returns whether it was one. */
function begins(tokens: Token[], i: number, here: Level): boolean {
  const keyword = keywordOf(tokens[i]);
  const before = keywordOf(tokens[i - 1]);
  const after = keywordOf(tokens[i + 1]);
  if (keyword === "FROM") {
    if (here.call || before === "DISTINCT") return true; // IS DISTINCT FROM
    Object.assign(here, {inFrom: true, inWith: false, expects: "table"});
    return true;
  }
  if (keyword === "JOIN") {
    Object.assign(here, {inFrom: true, expects: "table"});
    return true;
  }
  if (keyword === "WITH" && !/^(?:TIME|ORDINALITY|TIES)$/.test(after)) {
    Object.assign(here, {inFrom: false, inWith: true, expects: "query"});
    here.recursive = after === "RECURSIVE";
    return true;
  }
  if (ends.test(keyword)) {
    Object.assign(here, {inFrom: false, inWith: false, expects: null});
    return true;
  }
  const first = !tokens[i - 1] || tokens[i - 1].text === "(" || tokens[i - 1].kind === "word";
  if (readers.test(keyword) && first && beforeReaders.test(before)) {
    here.expects = "table";
    return true;
  }
  return false;
}
