import {existsSync} from "node:fs";
import {join, resolve} from "node:path";
import {UsageError} from "../config/errors.js";
import {serve} from "../serve/serve.js";
import type {Command, CommandCall} from "./command.js";
import {maybeInteger} from "./option-values.js";

/** The options of where to serve. */
export const serveOptions: Command["options"] = {
  out: {type: "string"},
  port: {type: "string"},
  host: {type: "string"}
};

/** Their help. */
export const serveHelp: Command["optionHelp"] = [
  ["--out DIR", "the folder of the site (dist)"],
  ["--port N", "the port (the first free one from 3000 on)"],
  ["--host NAME", "the name or address to listen on (127.0.0.1: this machine only)"]
];

/** Serves the site that was built. */
export const command: Command = {
  usage: "",
  description: `Serves the site that \`atalaya build\` made, until interrupted. Pages are kept to
themselves by a strict Content-Security-Policy; large tables are read in ranges.`,
  options: serveOptions,
  optionHelp: serveHelp,
  async run(call) {
    await serveSite(call);
    return 0;
  }
};

/** Serves the site that the options of *call* name, and prints its address. */
export async function serveSite({values, json, print}: CommandCall): Promise<void> {
  const out = (values.out as string | undefined) ?? "dist";
  const root = resolve(out);
  if (!existsSync(join(root, "index.html"))) throw new UsageError(`site not found: ${out}; try \`atalaya build\``); // prettier-ignore
  const port = maybeInteger(values, "port", {least: 0, most: 65_535});
  const {address} = await serve({root, port, host: values.host as string | undefined});
  print(json ? JSON.stringify({address, root}) : `Atalaya is at ${address} (Ctrl+C ends it)`);
}
