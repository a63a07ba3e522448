import {checkHosts, observable} from "../../site/framework/observable.js";
import {firstRun} from "../../run/materialise.js";
import {withFreshCache} from "../../site/page-cache.js";
import {siteDefaults} from "../../site/defaults.js";
import {hostNames} from "../../site/serve/hosts.js";
import type {Command} from "./command.js";
import {maybeInteger} from "../option-values.js";
import {readServeRequest} from "./serve.js";

/** Previews the site. */
export const command: Command = {
  usage: "",
  description: `Shows the pages while they are edited: each is made on request, and anew when it
changes. A build waits meanwhile. For a site as it is published, build and serve it.`,
  ofFeed: false,
  options: {
    port: {type: "string"},
    host: {type: "string"},
    "allow-host": {type: "string", multiple: true}
  },
  optionHelp: [
    ["--port N", `the port (the first free one from ${siteDefaults.port} on)`],
    ["--host NAME", `the name or address to listen on (${siteDefaults.host})`],
    ["--allow-host NAME", "a name that it is asked for as well; repeatable"]
  ],
  async run({values, settings, reporter}) {
    const port = maybeInteger(values, "port", {min: 1, max: 65_535});
    const {host, allowHosts} = readServeRequest({values});
    const preloads = [checkHosts(hostNames(host, allowHosts))];
    await firstRun(settings, reporter);
    const args = ["preview", "--no-open", ...(port ? ["--port", String(port)] : [])];
    if (host !== undefined) args.push("--host", host);
    const onWait = (message: string) => reporter.warn(message);
    const {code} = await withFreshCache(() => observable(args, settings, {preloads}), onWait);
    return code;
  }
};
