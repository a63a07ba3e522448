import {readFileSync} from "node:fs";
import {Client} from "minio";
import {UsageError} from "../../pipeline/config/errors.js";
import type {MinioSettings} from "../../pipeline/config/minio.js";
import {readSettings} from "../../pipeline/config/settings.js";
import type {Settings} from "../../pipeline/config/settings.js";
import {callAdmin, encryptSecret} from "./admin.js";

// node --import tsx infra/minio/bootstrap.ts [writer|reader|keeper]=ACCESS_FILE,SECRET_FILE…
//
// Prepares a MinIO for Atalaya, as the administrator whose keys MINIO_ACCESS_KEY and MINIO_SECRET_KEY (or
// the files that …_FILE name) hold: the four buckets, with versions and a bound on how long old ones are
// kept, and a user for each role named, with the policy in the file of that role. What is there already
// is updated, so that the same call with a new file of a secret key rotates that key.

/** For how long a version that was replaced or removed can be restored, in days. */
const keptDays = 30;

const roles = ["writer", "reader", "keeper"];

interface User {
  role: string;
  accessKey: string;
  secretKey: string;
}

try {
  const users = process.argv.slice(2).map(readUser);
  const settings = readSettings();
  if (!settings.minio) throw new UsageError("missing MINIO_ENDPOINT; name the server to prepare");
  await makeBuckets(settings.minio, settings.buckets);
  for (const user of users) await makeUser(settings.minio, settings.buckets, user);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`bootstrap: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function makeBuckets(minio: MinioSettings, buckets: Settings["buckets"]): Promise<void> {
  const {host, port, secure, region, accessKey, secretKey} = minio;
  const keys = {accessKey: accessKey.reveal(), secretKey: secretKey.reveal()};
  const client = new Client({endPoint: host, port, useSSL: secure, region, ...keys});
  for (const bucket of Object.values(buckets)) {
    if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, region);
    const kept = await keepVersions(client, bucket);
    console.error(
      `bucket ${bucket}: ${kept ? `versions are kept ${keptDays} days` : "no versions"}`
    );
  }
}

/** Lets *bucket* keep versions for a while; returns false if the server has none, as some drop-ins. */
async function keepVersions(client: Client, bucket: string): Promise<boolean> {
  try {
    await client.setBucketVersioning(bucket, {Status: "Enabled"});
    await client.setBucketLifecycle(bucket, {
      Rule: [
        {
          ID: "old-versions",
          Status: "Enabled",
          Filter: {Prefix: ""},
          NoncurrentVersionExpiration: {NoncurrentDays: keptDays}
        }
      ]
    });
    return true;
  } catch (error) {
    if ((error as {code?: string}).code !== "NotImplemented") throw error;
    return false;
  }
}

async function makeUser(
  minio: MinioSettings,
  buckets: Settings["buckets"],
  {role, accessKey, secretKey}: User
): Promise<void> {
  const policy = `atalaya-${role}`;
  const text = readFileSync(new URL(`${role}.json`, import.meta.url), "utf8");
  const named = text.replace(
    /cybersec-ml-(raw|silver|models|eval)/g,
    (_, layer: keyof Settings["buckets"]) => buckets[layer]
  );
  await callAdmin(minio, {
    name: "add-canned-policy",
    query: {name: policy},
    body: Buffer.from(named)
  });
  const password = minio.secretKey.reveal();
  const user = JSON.stringify({secretKey, status: "enabled"});
  await callAdmin(minio, {
    name: "add-user",
    query: {accessKey},
    body: encryptSecret(password, user)
  });
  const query = {policyName: policy, userOrGroup: accessKey, isGroup: "false"};
  await callAdmin(minio, {name: "set-user-or-group-policy", query, body: new Uint8Array(0)});
  console.error(`user ${role}: may do what ${policy} says`);
}

function readUser(text: string): User {
  const [, role, accessFile, secretFile] = /^(\w+)=([^,]+),([^,]+)$/.exec(text) ?? [];
  if (!roles.includes(role))
    throw new UsageError(`invalid role: ${text}; try writer=ACCESS_FILE,SECRET_FILE`);
  const [accessKey, secretKey] = [accessFile, secretFile].map(readLine);
  if (!/^[\w.+=@-]{3,128}$/.test(accessKey))
    throw new UsageError(`invalid ${accessFile}: an access key has 3 to 128 letters and digits`);
  if (!(secretKey.length >= 16 && secretKey.length <= 128))
    throw new UsageError(`invalid ${secretFile}: a secret key has 16 to 128 characters here`);
  return {role, accessKey, secretKey};
}

function readLine(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(`invalid file: ${path} (${code}); name a file that can be read`);
  }
}
