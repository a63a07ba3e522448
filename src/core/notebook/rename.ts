import {relationsOf, relationTokens} from "./relations.js";
import {nameOf, tokensOf} from "./tokens.js";
import type {Token} from "./tokens.js";

/**
 * Returns *sql* with the table *from* read as *to*: where it is named, and where a column is qualified by
 * it. Strings, comments and queries that *sql* itself gives that name stay. What does not read *from*, or
 * has a query of its own called *to* that would hide it, is returned as it is.
 */
export function renameRelation(sql: string, from: string, to: string): string {
  const wanted = from.toLowerCase();
  const read = relationTokens(sql).filter((token) => nameOf(token) === wanted);
  if (read.length === 0) return sql;
  const places = new Set([...read, ...qualifiers(sql, wanted)].map((token) => token.from));
  let renamed = "";
  let at = 0;
  for (const token of tokensOf(sql)) {
    if (!places.has(token.from)) continue;
    renamed += sql.slice(at, token.from) + to;
    at = token.until;
  }
  renamed += sql.slice(at);
  return relationsOf(renamed).includes(to.toLowerCase()) ? renamed : sql;
}

/** Returns the tokens that qualify a column by the table *name*: `name.column`. */
function qualifiers(sql: string, name: string): Token[] {
  const tokens = tokensOf(sql);
  return tokens.filter(
    (token, i) =>
      nameOf(token) === name && tokens[i + 1]?.text === "." && tokens[i - 1]?.text !== "."
  );
}
