import {readFile} from "node:fs/promises";
import {UsageError} from "../../config/errors.js";
import {findNearest} from "../nearest-name.js";
import {keyPaths, listKeys, makeKey} from "../../proof/key-folder.js";
import type {NamedKey} from "../../proof/key-folder.js";
import {readPublicKey, readSigner} from "../../proof/keys.js";
import type {PublicKey} from "../../proof/keys.js";
import type {Command, CommandCall} from "./command.js";

const actions: Readonly<
  Record<string, (words: string[], call: CommandCall) => Promise<void> | void>
> = {new: makeNew, list, show};

/** Makes and shows the keys that runs are signed with. */
export const command: Command = {
  usage: "new|list|show [name or file]",
  description: `new   makes an Ed25519 key and signs new runs with it; nothing is overwritten
list  lists the keys of the workspace
show  prints a public key: that of a name, of a file, or else the current one`,
  options: {name: {type: "string"}, out: {type: "string"}},
  optionHelp: [
    ["--name NAME", "new: what to call the key (signing)"],
    ["--out DIR", "new: where to put it, instead of the workspace"]
  ],
  takesPositionals: true,
  async run(call) {
    const [name, ...words] = call.words;
    const names = Object.keys(actions);
    if (name === undefined)
      throw new UsageError(`missing what to do with keys: ${names.join(", ")}`);
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
    const extra = words[name === "show" ? 1 : 0];
    if (extra !== undefined)
      throw new UsageError(`unknown argument: ${extra}; see \`atalaya keys --help\``);
    await actions[name](words, call);
    return 0;
  }
};

async function makeNew(_: string[], {values, json, settings, print}: CommandCall): Promise<void> {
  const {name = "signing", out} = values as {name?: string; out?: string};
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
  const given = settings.signingKey && givenKey(settings.signingKey.reveal());
  const entries = keys.map(({name, keyId, current}) => ({
    name,
    keyId,
    current: current && !given
  }));
  const all = given
    ? [{name: "ATALAYA_SIGNING_KEY", keyId: given.keyId, current: true}, ...entries]
    : entries;
  if (json) return print(JSON.stringify({keys: all}));
  if (all.length === 0) return print("no keys yet; the first run makes one, or `atalaya keys new`");
  for (const {name, keyId, current} of all)
    print(`${current ? "*" : " "} ${keyId}  ${name}${current ? "  signs new runs" : ""}`);
}

async function show([word]: string[], call: CommandCall): Promise<void> {
  const {keyId, pem, jwk} = await findKey(word, call);
  call.print(call.json ? JSON.stringify({keyId, pem, jwk}) : pem.trimEnd());
}

async function findKey(
  word: string | undefined,
  {settings: {keys: folder, signingKey}}: CommandCall
): Promise<PublicKey> {
  const keys = await listKeys(folder);
  if (word === undefined) {
    const key = signingKey ? givenKey(signingKey.reveal()) : keys.find(({current}) => current);
    if (key) return key;
    throw new UsageError("no keys yet; the first run makes one, or `atalaya keys new`");
  }
  const named: NamedKey | undefined = keys.find(({name}) => name === word);
  if (named) return named;
  const text = await readFile(word, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `key not found: ${word} is no key of the workspace, and no file (${error.code}); \`atalaya keys list\` lists them`
    );
  });
  return readPublicKey(text, word);
}

function givenKey(pem: string): PublicKey {
  return readSigner(pem, "ATALAYA_SIGNING_KEY").key;
}
