import {observable} from "../../site/build.js";
import {firstRun} from "../../run/materialise.js";
import {withFreshCache} from "../../site/page-cache.js";
import type {Command} from "./command.js";
import {maybeInteger} from "../option-values.js";

/** Previews the site. */
export const command: Command = {
  usage: "",
  description: `Shows the pages while they are written: they are made when they are asked for, and again
when they change. No build can be made meanwhile. For a site as it is published, build
and serve it.`,
  options: {port: {type: "string"}, host: {type: "string"}},
  optionHelp: [
    ["--port N", "the port (the first free one from 3000 on)"],
    ["--host NAME", "the name or address to listen on (127.0.0.1)"]
  ],
  async run({values, settings, reporter}) {
    const port = maybeInteger(values, "port", {least: 1, most: 65_535});
    await firstRun(settings, reporter);
    const args = ["preview", "--no-open", ...(port ? ["--port", String(port)] : [])];
    if (typeof values.host === "string") args.push("--host", values.host);
    const onWait = (message: string) => reporter.warn(message);
    const {code} = await withFreshCache(() => observable(args, settings), onWait);
    return code;
  }
};
