import {UsageError} from "../../config/errors.js";
import {readNamedText} from "../../config/named-file.js";
import {readPublicKey} from "../../proof/keys.js";
import type {PublicKey} from "../../proof/keys.js";
import type {
  RemovedRun,
  KeyOrigin,
  PartVerification,
  RunVerification
} from "../../proof/verification.js";
import {readAnchors} from "../anchors.js";
import type {Command} from "./command.js";
import {checking} from "../unchecked.js";
import {tableOf} from "../finding-table.js";

/** Checks that nothing of a run has changed. */
export const command: Command = {
  usage: "[run]",
  description: `Reads every object of a run, the latest unless one is named, and compares it with the
signed statement, the manifests and the audit. The exit code is 0 only if nothing has
changed since the run ended, 1 if anything differs, and 4 if something cannot be
read. With --site it checks a built site instead: every file, what was added, the
signatures, and that no run is newer.`,
  options: {key: {type: "string"}, anchor: {type: "string"}, site: {type: "string"}},
  optionHelp: [
    ["--key FILE", "the public key that must have signed it, PEM or JSON Web Key"],
    ["--anchor HEAD", "a head of the audit’s log, kept elsewhere: `atalaya audit head`"],
    ["--site DIR", "checks the built site in a folder, not a run"]
  ],
  takesPositionals: true,
  async run({positionals, values, json, settings, reporter, print}) {
    const [run, more] = positionals;
    if (more !== undefined)
      throw new UsageError(`unknown argument: ${more}; one run is verified at a time`);
    const path = values.key as string | undefined;
    const key = path === undefined ? undefined : await readKeyFile(path);
    if (values.site !== undefined) {
      const {verifySiteCommand} = await import("../verify-site-command.js");
      return checking(() =>
        verifySiteCommand({positionals, values, json, settings, reporter, print}, key)
      );
    }
    const anchors = readAnchors(values.anchor as string | undefined);
    const {verifyRun} = await import("../../proof/verify-run.js");
    return checking(async () => {
      const verification = await verifyRun(settings, {run, key, anchors}, reporter);
      print(json ? JSON.stringify(verification) : textOf(verification));
      return verification.ok ? 0 : 1;
    });
  }
};

async function readKeyFile(path: string): Promise<PublicKey> {
  const kind = {what: "public key", remedy: "name a file with a public key"};
  return readPublicKey(await readNamedText(path, kind), path);
}

const origins: Record<KeyOrigin, string> = {
  given: "the key of --key",
  workspace: "a key of this workspace: nothing changed since, but only --key shows who signed",
  store: "a key stored beside it: nothing changed since, but only --key shows who signed"
};

function textOf(verification: RunVerification): string {
  const {run, ok, keyId, keyOrigin, finishedAt, gone, parts} = verification;
  const findings = parts.flatMap((part) => part.findings);
  const count = parts.reduce((total, {findingCount}) => total + findingCount, 0);
  const signature =
    keyId && keyOrigin ? `signed by ${keyId.slice(0, 16)}, ${origins[keyOrigin]}` : "not signed";
  return [
    `run ${run}${finishedAt ? `, which ended at ${finishedAt}` : ""}`,
    `  ${signature}`,
    ...parts.map((part) => lineOf(part, gone)),
    ...(gone ? [sentenceOf(run, gone)] : []),
    ok
      ? "everything is what it was when the run ended"
      : isAllRemoved(gone, parts)
        ? "nothing else of it is not what it was"
        : `${count.toLocaleString("en-US")} ${count === 1 ? "thing is not what it was" : "things are not what they were"}`,
    ...(ok || isAllRemoved(gone, parts) ? [] : [tableOf(findings)]),
    ...(!isAllRemoved(gone, parts) && count > findings.length
      ? [`and ${count - findings.length} more`]
      : [])
  ].join("\n");
}

/** Returns the sentence on a removed run: the record of its removal, and the command that recomputes it. */
function sentenceOf(run: string, {layers, removed, command}: RemovedRun): string {
  const what = `the run was removed: its ${listed(layers)} ${layers.length === 1 ? "artifact is" : "artifacts are"} not in the store`;
  const why = removed
    ? `; retention removed them at ${removed.at}, asked by ${removed.by}`
    : "; the audit has no record of that: look for a copy of the store";
  const how = command ? `\`${command}\`` : "`atalaya run` with the same logs and parameters";
  return `${what}${why}\nto recompute it, run ${how} with the same logs: the digests are the same, which \`atalaya verify ${run}\` checks; \`atalaya runs\` lists what is left`;
}

function listed(layers: readonly string[]): string {
  return layers.length < 2
    ? layers.join("")
    : `${layers.slice(0, -1).join(", ")} and ${layers.at(-1)}`;
}

/** Returns whether every finding is of an artifact that retention, by its record, removed. */
function isAllRemoved(gone: RemovedRun | null, parts: readonly PartVerification[]): boolean {
  return (
    gone?.removed != null &&
    parts.every(
      ({part, findingCount}) => findingCount === 0 || (gone.layers as string[]).includes(part)
    )
  );
}

function lineOf(
  {part, checked, bytes, findingCount}: PartVerification,
  gone: RemovedRun | null
): string {
  const what = part === "audit" ? "rows" : "objects";
  const isRemoved = (gone?.layers as string[] | undefined)?.includes(part);
  const verdict = isRemoved ? "REMOVED" : findingCount === 0 ? "ok" : "DIFFERS";
  const size = bytes > 0 ? `, ${bytes.toLocaleString("en-US")} bytes` : "";
  return `  ${part.padEnd(10)} ${verdict.padEnd(8)} ${checked.toLocaleString("en-US")} ${what}${size}`;
}
