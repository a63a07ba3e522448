import {existsSync} from "node:fs";
import {join, resolve} from "node:path";
import {UsageError} from "../../config/errors.js";
import {siteDefaults} from "../../site/defaults.js";
import {hostNames} from "../../site/serve/hosts.js";
import {serve} from "../../site/serve/serve.js";
import type {Command, CommandCall} from "./command.js";
import {maybeInteger} from "../option-values.js";

/** The options of where to serve. */
export const serveOptions: Command["options"] = {
  out: {type: "string"},
  port: {type: "string"},
  host: {type: "string"},
  "allow-host": {type: "string", multiple: true}
};

/** Their help. */
export const serveHelp: Command["optionHelp"] = [
  ["--out DIR", `the folder of the site (${siteDefaults.out})`],
  ["--port N", `the port (the first free one from ${siteDefaults.port} on)`],
  ["--host NAME", `the name or address to listen on (${siteDefaults.host}: this machine only)`],
  ["--allow-host NAME", "a name that it is asked for as well, as behind a proxy; repeatable"]
];

/** Serves the site that was built. */
export const command: Command = {
  usage: "",
  description: `Serves the site that \`atalaya build\` made, until interrupted. Pages are kept to
themselves by a strict Content-Security-Policy; large tables are read in ranges.`,
  options: serveOptions,
  optionHelp: serveHelp,
  async run(call) {
    await serveSite(readServeRequest(call), call);
    return 0;
  }
};

/** The site to serve, and the port and host to listen on. */
export interface ServeRequest {
  /** The folder of the site, as in the command line. */
  out: string;
  port?: number;
  host?: string;
  /** The other names that it answers to. */
  allowHosts: string[];
}

/** Returns the request in the options of *call*; throws a UsageError. */
export function readServeRequest({values}: Pick<CommandCall, "values">): ServeRequest {
  const port = maybeInteger(values, "port", {min: 0, max: 65_535});
  const {out = siteDefaults.out, host} = values as {out?: string; host?: string};
  const allowHosts = [values["allow-host"] ?? []].flat().map(String);
  hostNames(host, allowHosts);
  return {out, port, host, allowHosts};
}

/** Serves the site that *request* names, and prints its address; throws a UsageError if there is none. */
export async function serveSite(
  {out, ...where}: ServeRequest,
  {json, print}: CommandCall
): Promise<void> {
  const root = resolve(out);
  if (!existsSync(join(root, "index.html")))
    throw new UsageError(`site not found: ${out}; try \`atalaya build\``);
  const {address} = await serve({root, ...where});
  print(json ? JSON.stringify({address, root}) : `Atalaya is at ${address} (Ctrl+C ends it)`);
}
