import {buildSite} from "../../site/build.js";
import type {Command} from "./command.js";
import {readServeRequest, serveHelp, serveOptions, serveSite} from "./serve.js";

/** Does all it takes to see the site. */
export const command: Command = {
  usage: "",
  description: `Takes the synthetic feed through all phases unless the workspace has a run, builds the
site and serves it, until interrupted.`,
  options: serveOptions,
  optionHelp: serveHelp,
  async run(call) {
    const request = readServeRequest(call);
    await buildSite(request.out, call.settings, call.reporter);
    await serveSite(request, call);
    return 0;
  }
};
