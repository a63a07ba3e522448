import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {
  cp,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile
} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Dice, Mutation} from "./mutation.js";
import type {Victim} from "./workspace.js";

/** A change of the bytes of an object; null if it has none to change. */
type Change = (bytes: Buffer, dice: Dice) => Buffer | null;

const changes: Record<string, Change> = {
  "flip a bit": (bytes, dice) => {
    if (bytes.length === 0) return null;
    bytes[dice.below(bytes.length)] ^= 1 << dice.below(8);
    return bytes;
  },
  truncate: (bytes, dice) => (bytes.length ? bytes.subarray(0, dice.below(bytes.length)) : null),
  "append bytes": (bytes, dice) =>
    Buffer.concat([bytes, Buffer.from(dice.pick(["\n", " ", "\0", "x".repeat(4096), "{}"]))]),
  "prepend bytes": (bytes, dice) =>
    Buffer.concat([Buffer.from(dice.pick(["\ufeff", " ", "\0"])), bytes]),
  "clear a range": (bytes, dice) => {
    if (bytes.length === 0) return null;
    const at = dice.below(bytes.length);
    const cleared = Buffer.from(bytes);
    cleared.fill(0, at, at + 1 + dice.below(64));
    return cleared.equals(bytes) ? null : cleared;
  },
  "exchange two halves": (bytes) => {
    const half = bytes.length >> 1;
    const changed = Buffer.concat([bytes.subarray(half), bytes.subarray(0, half)]);
    return changed.equals(bytes) ? null : changed;
  }
};

const byBytes = Object.entries(changes).map(([kind, change]): Mutation => ({
  kind,
  async make(victim, run, dice) {
    for (;;) {
      const name = dice.pick(victim.objects(run));
      const changed = change(Buffer.from(await readFile(victim.path(name))), dice);
      if (!changed) continue;
      await victim.keep(victim.path(name));
      await writeFile(victim.path(name), changed);
      return name;
    }
  }
}));

/** Returns an object of an artifact of *run*: one in a folder of its own. */
function pickFile({objects}: Victim, run: string, dice: Dice): string {
  return dice.pick(objects(run).filter((name) => name.includes("/artifacts/")));
}

function kindOf(
  kind: string,
  change: (path: string, dice: Dice, victim: Victim) => Promise<string | void>,
  pick: (victim: Victim, run: string, dice: Dice) => string = ({objects}, run, dice) =>
    dice.pick(objects(run))
): Mutation {
  return {
    kind,
    async make(victim, run, dice) {
      const name = pick(victim, run, dice);
      const path = victim.path(name);
      await victim.keep(path);
      const other = await change(path, dice, victim);
      return other ? `${name.slice(0, name.lastIndexOf("/") + 1)}${other}` : name;
    }
  };
}

/** Names of files that look like others, or like none. */
const strangers = [
  "METRICS.JSON",
  "métrics.json",
  "metrics.json ",
  ".hidden",
  "manifest.json~",
  "metrics.json\u200b",
  "x".repeat(200)
];

const byFile: Mutation[] = [
  kindOf("remove an object", (path) => rm(path)),
  kindOf("empty an object", async (path) => {
    if ((await stat(path)).size === 0) await writeFile(path, "x");
    else await truncate(path);
  }),
  kindOf("extend an object by a hole", async (path) => {
    const file = await open(path, "r+");
    await file.truncate((await file.stat()).size + (1 << 20));
    await file.close();
  }),
  kindOf("put another object in its place", async (path, dice, victim) => {
    const bytes = await readFile(path);
    for (;;) {
      const other = await readFile(victim.path(dice.pick(victim.objects(dice.pick(victim.runs)))));
      if (!other.equals(bytes)) return writeFile(path, other);
    }
  }),
  kindOf("put a link in its place", async (path, _, {settings}) => {
    await rename(path, join(settings.workspace, "..", "linked"));
    await symlink(join(settings.workspace, "..", "linked"), path);
  }),
  kindOf("put a folder in its place", async (path) => {
    await rm(path);
    await mkdir(path);
  }),
  kindOf("put a pipe in its place", async (path) => {
    await rm(path);
    execFileSync("mkfifo", [path]);
  }),
  kindOf(
    "add a file",
    async (path, dice, victim) => {
      const name = dice.pick(strangers);
      await victim.keep(join(dirname(path), name));
      await writeFile(join(dirname(path), name), dice.pick(["", "{}", "x"]));
      return name;
    },
    pickFile
  ),
  kindOf(
    "add a folder",
    async (path, dice, victim) => {
      const name = dice.pick(["more", ".more", "day=2020-01-01"]);
      await victim.keep(join(dirname(path), name));
      await mkdir(join(dirname(path), name));
      return name;
    },
    pickFile
  ),
  kindOf(
    "rename a file",
    async (path, dice, victim) => {
      const name = `${dice.pick(["renamed", ".renamed", "manifest"])}.json`;
      await victim.keep(join(dirname(path), name));
      await rename(path, join(dirname(path), name));
      return name;
    },
    pickFile
  ),
  {
    kind: "put a link in the place of a folder",
    async make(victim, run, dice) {
      const name = pickFile(victim, run, dice);
      const folder = name
        .split("/")
        .slice(0, dice.pick([2, 3]))
        .join("/");
      await victim.keep(victim.path(folder));
      const aside = join(victim.settings.workspace, "..", "linked-folder");
      if (existsSync(aside)) await rm(aside, {recursive: true});
      await cp(victim.path(folder), aside, {recursive: true});
      await rm(victim.path(folder), {recursive: true});
      await symlink(aside, victim.path(folder));
      return folder;
    }
  },
  {
    kind: "remove an artifact",
    async make(victim, run, dice) {
      const folder = pickFile(victim, run, dice).split("/").slice(0, 3).join("/");
      await victim.keep(victim.path(folder));
      await rm(victim.path(folder), {recursive: true});
      return folder;
    }
  },
  {
    kind: "change the times and rights of a file",
    async make(victim, run, dice) {
      const path = victim.path(dice.pick(victim.objects(run)));
      execFileSync("touch", ["-d", "2020-01-01", path]);
      execFileSync("chmod", [dice.pick(["600", "666", "755"]), path]);
      return {unnamed: "names, times and rights of files"};
    }
  }
];

/** Changes of files as files: bytes, names, kinds. */
export const fileMutations: readonly Mutation[] = [...byBytes, ...byFile];
