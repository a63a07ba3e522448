import {join, resolve} from "node:path";
import type {Environment} from "./environment.js";
import {UsageError} from "./errors.js";
import {readNamedTextSync} from "./named-file.js";
import {Secret} from "./secret.js";
import type {Settings} from "./settings.js";

/** The private key of a feed: in a variable of the environment, or in a file. */
export type FeedKey = {variable: string} | {file: string};

/** A feed, as far as it changes the settings. */
export interface FeedIdentity {
  /** Its name, which `isFeedName` accepts. */
  name: string;

  /** The key that its runs are signed with; null for one that is made in its workspace. */
  key: FeedKey | null;
}

/** What a name of a feed is, for messages. */
export const feedNameRule =
  "1 to 40 lower-case letters, digits and hyphens, a letter or digit at both ends";

/** Returns whether *text* is the name of a feed: it can be no path, and is the same in any case, bucket or schema. */
export function isFeedName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(text);
}

/** The folder, in a workspace and in each bucket, below which feeds have folders of their own. */
export const feedsFolder = "feeds";

/** Returns the beginning of all keys of the feed *name* in a bucket; e.g., `feeds/office/`. */
export function feedPrefix(name: string): string {
  return `${feedsFolder}/${checked(name)}/`;
}

/** Returns the schema of PostgreSQL that has the audit of the feed *name*; e.g., `feed_office_2` of `office-2`: no other name has it. */
export function feedSchema(name: string): string {
  return `feed_${checked(name).replaceAll("-", "_")}`;
}

/**
 * Returns *settings* for a feed alone: a workspace below theirs, a prefix in each bucket, a schema of the audit, keys and names
 * in other programs of its own, so that nothing of another feed, or of none, is found or written. Throws a UsageError, which
 * never holds a key, if the feed’s key cannot be read.
 */
export function feedSettings(
  settings: Settings,
  {name, key}: FeedIdentity,
  env: Environment = process.env
): Settings {
  const workspace = join(settings.workspace, feedsFolder, checked(name));
  const {postgres, tracking} = settings;
  const {openLineage, mlflow, prefect} = tracking;
  return Object.freeze({
    ...settings,
    feed: name,
    workspace,
    store: join(workspace, "store"),
    cache: join(workspace, "cache"),
    audit: join(workspace, "audit"),
    postgres: postgres && {...postgres, schema: feedSchema(name)},
    lock: join(workspace, "lease"),
    scratch: join(workspace, "scratch"),
    keys: join(workspace, "keys"),
    signingKey: key && readFeedKey(name, key, env),
    tracking: Object.freeze({
      ...tracking,
      openLineage: openLineage && {...openLineage, namespace: `${openLineage.namespace}.${name}`},
      prefect: prefect && {...prefect, feed: name},
      mlflow: mlflow && {...mlflow, experiment: `${mlflow.experiment}/${name}`}
    })
  });
}

/** Returns the path of the file of feeds: *option*, or else ATALAYA_FEEDS of *env*; undefined if neither is set. */
export function maybeFeedsPath(
  option: string | undefined,
  env: Environment = process.env
): string | undefined {
  const path = option ?? env.ATALAYA_FEEDS;
  return path ? resolve(path) : undefined;
}

function readFeedKey(name: string, key: FeedKey, env: Environment): Secret {
  if ("file" in key) {
    const kind = {what: `key of the feed ${name}`, remedy: "name a file that holds it"};
    return new Secret(readNamedTextSync(key.file, kind));
  }
  const text = env[key.variable];
  if (text) return new Secret(text);
  throw new UsageError(
    `missing ${key.variable}: the feed ${name} is signed with the key in it; set it, or name a file`
  );
}

/** Returns *name*; throws a RangeError if it is none of a feed, so that no caller forms a path of it. */
function checked(name: string): string {
  if (isFeedName(name)) return name;
  throw new RangeError(`invalid name of a feed: ${JSON.stringify(name)}`);
}
