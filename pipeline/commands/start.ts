import {buildSite} from "../build.js";
import type {Command} from "./command.js";
import {serveHelp, serveOptions, serveSite} from "./serve.js";

/** Does all it takes to see the site. */
export const command: Command = {
  usage: "",
  description: `Takes the synthetic feed through all phases unless the workspace has a run, builds the
site and serves it, until interrupted.`,
  options: serveOptions,
  optionHelp: serveHelp,
  async run(call) {
    const out = (call.values.out as string | undefined) ?? "dist";
    await buildSite(out, call.settings, call.reporter);
    await serveSite(call);
    return 0;
  }
};
