import {UsageError} from "../config/errors.js";
import type {PublicKey} from "../proof/keys.js";
import {verifySite} from "../proof/verify-site.js";
import type {CommandCall} from "./commands/command.js";
import {siteText} from "./site-report.js";

/** Does what `atalaya verify --site` asks for; returns the exit code: 0, or 1 if anything differs. */
export async function verifySiteCommand(
  {positionals, values, json, settings, reporter, print}: Omit<CommandCall, "log">,
  key: PublicKey | undefined
): Promise<number> {
  if (positionals.length > 0)
    throw new UsageError(
      `unexpected argument: ${positionals[0]}; --site checks a folder, whichever run it shows`
    );
  const site = values.site as string;
  const hasWorkspace = values.workspace !== undefined;
  const verification = await verifySite(settings, {site, key, hasWorkspace}, reporter);
  print(json ? JSON.stringify(verification) : siteText(verification));
  return verification.ok ? 0 : 1;
}
