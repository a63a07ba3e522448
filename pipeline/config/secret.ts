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
