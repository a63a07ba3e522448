import {buildSite} from "../../site/build.js";
import type {Command} from "./command.js";
import {readServeRequest, serveHelp, serveOptions, serveSite} from "./serve.js";

/** Runs the demo if there is no run, builds the site and serves it. */
export const command: Command = {
  usage: "",
  description: `Runs all phases over the synthetic feed unless the workspace has a run, builds the site
and serves it, until interrupted.`,
  options: serveOptions,
  optionHelp: serveHelp,
  async run(call) {
    const request = readServeRequest(call);
    await buildSite(request.out, call.settings, call.reporter);
    await serveSite(request, call);
    return 0;
  }
};
