import {observable} from "../../site/framework/observable.js";
import {firstRun} from "../../run/materialise.js";
import {withFreshCache} from "../../site/page-cache.js";
import {siteDefaults} from "../../site/defaults.js";
import type {Command} from "./command.js";
import {maybeInteger} from "../option-values.js";

/** Previews the site. */
export const command: Command = {
  usage: "",
  description: `Shows the pages while they are edited: each is made on request, and anew when it
changes. A build waits meanwhile. For a site as it is published, build and serve it.`,
  options: {port: {type: "string"}, host: {type: "string"}},
  optionHelp: [
    ["--port N", `the port (the first free one from ${siteDefaults.port} on)`],
    ["--host NAME", `the name or address to listen on (${siteDefaults.host})`]
  ],
  async run({values, settings, reporter}) {
    const port = maybeInteger(values, "port", {min: 1, max: 65_535});
    await firstRun(settings, reporter);
    const args = ["preview", "--no-open", ...(port ? ["--port", String(port)] : [])];
    if (typeof values.host === "string") args.push("--host", values.host);
    const onWait = (message: string) => reporter.warn(message);
    const {code} = await withFreshCache(() => observable(args, settings), onWait);
    return code;
  }
};
