import {UsageError} from "../../config/errors.js";
import type {Reproduction} from "../../proof/reproduce-run.js";
import type {Command} from "./command.js";
import {checking} from "../unchecked.js";
import {tableOf} from "../finding-table.js";

const shown = 100;

/** Recomputes a run and compares digests. */
export const command: Command = {
  usage: "[run]",
  description: `Recomputes a run, the latest unless one is named (by its name, or by the digest of
its evaluation, as pages show it), from the bytes in RAW and with the recorded parameters, in a folder that is removed afterwards, and compares the result
digest by digest. The exit code is 0 only if it is identical, 1 if anything
differs, and 4 if something cannot be read.`,
  options: {},
  optionHelp: [],
  takesPositionals: true,
  async run({positionals, json, settings, reporter, print}) {
    const [run, more] = positionals;
    if (more !== undefined)
      throw new UsageError(`unknown argument: ${more}; one run is reproduced at a time`);
    const {reproduceRun} = await import("../../proof/reproduce-run.js");
    return checking(async () => {
      const reproduction = await reproduceRun(settings, run, reporter);
      print(json ? JSON.stringify(reproduction) : textOf(reproduction));
      return reproduction.identical ? 0 : 1;
    });
  }
};

function textOf({run, identical, artifacts, differences, code, recordedCode}: Reproduction) {
  const verdict = (recorded: string, made: string | null) =>
    made === null ? "not made" : made === recorded ? "identical" : "DIFFERS";
  return [
    `run ${run}`,
    ...artifacts.map(
      ({phase, recorded, made}) =>
        `  ${phase.padEnd(15)} ${verdict(recorded, made).padEnd(10)} ${recorded.slice(0, 16)}`
    ),
    codeLine(code, recordedCode),
    identical
      ? "identical: the same inputs and parameters gave the same result"
      : `${differences.length.toLocaleString("en-US")} ${differences.length === 1 ? "thing differs" : "things differ"}`,
    ...(identical ? [] : [tableOf(differences.slice(0, shown))]),
    ...(differences.length > shown ? [`and ${differences.length - shown} more`] : [])
  ].join("\n");
}

function codeLine(code: Reproduction["code"], recorded: Reproduction["recordedCode"]): string {
  const name = ({version, sha256}: Reproduction["code"]) => `${version} (${sha256.slice(0, 16)})`;
  if (!recorded) return `  code            ${name(code)}; which code ran then is not known`;
  if (recorded.sha256 === code.sha256) return `  code            the same: ${name(code)}`;
  return `  code            another: ${name(recorded)} then, ${name(code)} now`;
}
