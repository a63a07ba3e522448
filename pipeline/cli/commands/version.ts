import {readVersion} from "../../config/package.js";
import type {Command} from "./command.js";

/** Prints the version. */
export const command: Command = {
  usage: "",
  description: "Prints the version.",
  ofFeed: false,
  options: {},
  optionHelp: [],
  async run({json, print}) {
    const version = readVersion();
    print(json ? JSON.stringify({version}) : version);
    return 0;
  }
};
