import {inspect} from "node:util";
import type {Environment} from "./environment.js";
import {errorMessage} from "../../src/core/error-message.js";
import {UsageError} from "./errors.js";
import {readNamedTextSync} from "./named-file.js";

/** A text that shows itself only to who asks: printed, logged or written as JSON, it is `[secret]`. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (const form of formsOf(text)) if (form.length >= minHiddenLength) hidden.add(form);
  }

  /** Returns the text, for the driver that needs it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** The forms of the secrets of this process that no log may hold. */
const hidden = new Set<string>();

/** The length from which on a secret is looked for in texts, in characters: a shorter one would be found in common words. */
const minHiddenLength = 8;

/**
 * Returns *text* with `[secret]` in place of every secret of at least eight characters that this process has read. A second
 * line of defence, for texts of servers and libraries: what is written here never holds one.
 */
export function withoutSecrets(text: string): string {
  let safe = text;
  for (const form of hidden) if (safe.includes(form)) safe = safe.replaceAll(form, "[secret]");
  return safe;
}

/** Returns *secret* as texts may hold it: itself, without its scheme, in a URL, in JSON, and the lines of a key. */
function formsOf(secret: string): string[] {
  const bare = secret.replace(/^(bearer|basic) /i, "");
  const lines = secret.split(/\r?\n/).filter((line) => !line.startsWith("-----"));
  return [
    ...[secret, bare].flatMap((one) => [one, encoded(one), JSON.stringify(one).slice(1, -1)]),
    ...(lines.length > 1 ? lines.filter((line) => line.length >= 2 * minHiddenLength) : [])
  ];
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text; // half of a character, which no URL holds
  }
}

/**
 * Returns the secret that the variable *name* of *env* holds, or that is in the file that *name*_FILE
 * names, without the end of line; undefined if neither is set. Throws a UsageError, which never holds
 * the secret, if both are set or the file cannot be read.
 */
export function maybeSecret(env: Environment, name: string): Secret | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] ? new Secret(env[name]) : undefined;
  if (env[name])
    throw new UsageError(`ambiguous ${name}: ${name}_FILE is set too; unset one of them`);
  try {
    const kind = {what: name, remedy: "name a file that holds it"};
    return new Secret(readNamedTextSync(file, kind).replace(/\r?\n$/, ""));
  } catch (error) {
    throw new UsageError(`invalid ${name}_FILE: ${errorMessage(error)}`, {cause: error});
  }
}
