import {UsageError} from "../../config/errors.js";
import {readNamedText} from "../../config/named-file.js";
import {findNearest} from "../nearest-name.js";
import {keyPaths, listKeys, makeKey} from "../../proof/key-folder.js";
import type {NamedKey} from "../../proof/key-folder.js";
import {readPublicKey, readSigner} from "../../proof/keys.js";
import type {PublicKey} from "../../proof/keys.js";
import type {Command, CommandCall} from "./command.js";

const actions: Readonly<
  Record<string, (positionals: string[], call: CommandCall) => Promise<void> | void>
> = {new: makeNew, list, show};

const defaultName = "signing";

/** Creates and shows the keys that sign runs. */
export const command: Command = {
  usage: "new|list|show [name or file]",
  description: `new   creates an Ed25519 key, which signs new runs; nothing is overwritten
list  lists the keys of the workspace
show  prints a public key, by name or file; without one, the key that signs`,
  options: {name: {type: "string"}, out: {type: "string"}},
  optionHelp: [
    ["--name NAME", `new: the name of the key (${defaultName})`],
    ["--out DIR", "new: its folder, instead of the workspace"]
  ],
  takesPositionals: true,
  async run(call) {
    const [name, ...rest] = call.positionals;
    const names = Object.keys(actions);
    if (name === undefined) throw new UsageError(`missing task: try ${names.join(", ")}`);
    if (!Object.hasOwn(actions, name)) {
      const nearest = findNearest(name, names);
      throw new UsageError(
        `unknown argument: ${name}; ${nearest ? `did you mean \`atalaya keys ${nearest}\`?` : `try ${names.join(", ")}`}`
      );
    }
    for (const option of ["name", "out"]) {
      if (name !== "new" && call.values[option] !== undefined)
        throw new UsageError(
          `unknown option: --${option}; \`atalaya keys ${name}\` does not take it`
        );
    }
    const extra = rest[name === "show" ? 1 : 0];
    if (extra !== undefined)
      throw new UsageError(`unknown argument: ${extra}; see \`atalaya keys --help\``);
    await actions[name](rest, call);
    return 0;
  }
};

async function makeNew(_: string[], {values, json, settings, print}: CommandCall): Promise<void> {
  const {name = defaultName, out} = values as {name?: string; out?: string};
  const folder = out ?? settings.keys;
  const key = await makeKey(folder, name);
  const {privateKey, publicKey} = keyPaths(folder, name);
  if (json) return print(JSON.stringify({name, keyId: key.keyId, privateKey, publicKey}));
  const use = out
    ? `to sign with it, set ATALAYA_SIGNING_KEY_FILE to ${privateKey}`
    : "new runs are signed with it";
  print(
    `key ${key.keyId}\n  private: ${privateKey} (keep it to yourself)\n  public:  ${publicKey} (give it to whoever checks)\n${use}`
  );
}

async function list(_: string[], {json, settings, print}: CommandCall): Promise<void> {
  const keys = await listKeys(settings.keys);
  const external = settings.signingKey && environmentKey(settings.signingKey.reveal());
  const entries = keys.map(({name, keyId, current}) => ({
    name,
    keyId,
    current: current && !external
  }));
  const all = external
    ? [{name: "ATALAYA_SIGNING_KEY", keyId: external.keyId, current: true}, ...entries]
    : entries;
  if (json) return print(JSON.stringify({keys: all}));
  if (all.length === 0) return print("no keys yet; the first run makes one, or `atalaya keys new`");
  for (const {name, keyId, current} of all)
    print(`${current ? "*" : " "} ${keyId}  ${name}${current ? "  signs new runs" : ""}`);
}

async function show([name]: string[], call: CommandCall): Promise<void> {
  const {keyId, pem, jwk} = await findKey(name, call);
  call.print(call.json ? JSON.stringify({keyId, pem, jwk}) : pem.trimEnd());
}

async function findKey(
  nameOrFile: string | undefined,
  {settings: {keys: folder, signingKey}}: CommandCall
): Promise<PublicKey> {
  const keys = await listKeys(folder);
  if (nameOrFile === undefined) {
    const key = signingKey
      ? environmentKey(signingKey.reveal())
      : keys.find(({current}) => current);
    if (key) return key;
    throw new UsageError("no keys yet; the first run makes one, or `atalaya keys new`");
  }
  const named: NamedKey | undefined = keys.find(({name}) => name === nameOrFile);
  if (named) return named;
  const remedy = "name a key that `atalaya keys list` lists, or a file with a public key";
  return readPublicKey(await readNamedText(nameOrFile, {what: "key", remedy}), nameOrFile);
}

function environmentKey(pem: string): PublicKey {
  return readSigner(pem, "ATALAYA_SIGNING_KEY").key;
}
