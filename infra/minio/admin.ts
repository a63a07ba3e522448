import {createCipheriv, createHmac, pbkdf2Sync, randomBytes} from "node:crypto";
import {sha256} from "../../pipeline/artifacts/digest.js";
import type {MinioSettings} from "../../pipeline/config/minio.js";

/** A call of the administrator’s API of MinIO: PUT, the only method that is needed here. */
export interface AdminCall {
  /** The name of the call; e.g., `add-user`. */
  name: string;
  query: Record<string, string>;
  body: Uint8Array;
}

/**
 * Makes *call* as the administrator that *settings* name; rejects, with what the server says, if it
 * rejects it. Requests are signed as S3’s are (AWS Signature, version 4).
 */
export async function callAdmin(settings: MinioSettings, call: AdminCall): Promise<void> {
  const {host, port, secure} = settings;
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const path = `/minio/admin/v3/${call.name}`;
  const query = Object.keys(call.query)
    .sort()
    .map((key) => `${encode(key)}=${encode(call.query[key])}`)
    .join("&");
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const headers = {host: authority, "x-amz-content-sha256": sha256(call.body), "x-amz-date": time};
  const authorization = sign(settings, {path, query, headers, time});
  const response = await fetch(`${secure ? "https" : "http"}://${authority}${path}?${query}`, {
    method: "PUT",
    headers: {...headers, authorization},
    body: call.body as Uint8Array<ArrayBuffer>,
    signal: AbortSignal.timeout(30_000)
  });
  if (response.ok) return;
  const text = (await response.text()).slice(0, 300);
  throw new Error(`${call.name} failed (${response.status}): ${text}`);
}

/**
 * Returns *text* as the administrator’s API takes secrets, so that they are none on an unencrypted
 * connection: salt, kind, nonce, AES-256-GCM under a key of *password* (PBKDF2). It is one fragment of
 * the stream format of sio-go, whose first nonce seals nothing and whose tag is what the last authenticates.
 */
export function encryptSecret(password: string, text: string): Uint8Array {
  const plain = Buffer.from(text);
  if (plain.length > 16_384) throw new RangeError(`too many bytes: ${plain.length}; at most 16384`);
  const [salt, nonce] = [randomBytes(32), randomBytes(8)];
  const key = pbkdf2Sync(password, salt, 8192, 32, "sha256");
  const seal = (sequence: number, data: Uint8Array, associated: Uint8Array) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32LE(sequence);
    const cipher = createCipheriv("aes-256-gcm", key, Buffer.concat([nonce, counter]));
    cipher.setAAD(associated);
    return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
  };
  const header = seal(0, Buffer.alloc(0), Buffer.alloc(0));
  const body = seal(1, plain, Buffer.concat([Buffer.from([0x80]), header]));
  return Buffer.concat([salt, Buffer.from([0x02]), nonce, body]);
}

interface Signable {
  path: string;
  query: string;
  headers: Record<string, string>;
  time: string;
}

function sign(settings: MinioSettings, {path, query, headers, time}: Signable): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const digest = headers["x-amz-content-sha256"];
  const canonical = ["PUT", path, query, lines, names.join(";"), digest].join("\n");
  const scope = [time.slice(0, 8), settings.region, "s3", "aws4_request"];
  const toSign = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)];
  let key = Buffer.from(`AWS4${settings.secretKey.reveal()}`);
  for (const part of [...scope, toSign.join("\n")])
    key = createHmac("sha256", key).update(part).digest();
  const credential = `${settings.accessKey.reveal()}/${scope.join("/")}`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${key.toString("hex")}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
  );
}
