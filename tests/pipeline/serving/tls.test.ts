import {execFileSync, spawn, spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {request} from "node:https";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {modelToJson} from "../../../src/core/forest/serialize.js";
import {encodeForest} from "../../../src/core/forest/serialize.js";
import {bin, nodeOptions} from "../cli/atalaya.js";
import {names, smallModel} from "./small-app.js";

// Certificates are made by openssl, since Node can make keys but no certificates.
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "serving-"));
const file = (name: string) => join(folder, name);

/** Makes a certificate called *name*, of its own authority, or of that of the certificate *authority*. */
function certify(name: string, authority?: string): void {
  const own = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file(`${name}.key`), "-subj", `/CN=${name}`]; // prettier-ignore
  const names = ["-addext", "subjectAltName=IP:127.0.0.1"];
  const by = authority ? ["-CA", file(`${authority}.crt`), "-CAkey", file(`${authority}.key`)] : [];
  execFileSync("openssl", ["req", "-x509", ...own, ...names, ...by, "-days", "2", "-out", file(`${name}.crt`)], {stdio: "ignore"}); // prettier-ignore
}

/** Asks for *path* with the certificate called *client*, or none; resolves to the status code, or the code of the error. */
function ask(port: number, path: string, client?: string): Promise<number | string> {
  const certificate = client && {cert: readFileSync(file(`${client}.crt`)), key: readFileSync(file(`${client}.key`))}; // prettier-ignore
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      ca: readFileSync(file("authority.crt")),
      agent: false
    };
    const asked = request({...options, ...certificate}, (response) => {
      response.resume();
      resolve(response.statusCode!);
    }); // prettier-ignore
    asked.on("error", (error: NodeJS.ErrnoException) => resolve(error.code!));
    asked.end();
  });
}

beforeAll(() => {
  const model = smallModel(1);
  const training = {silver: "0".repeat(64), from: "2024-01-01T00:00:00Z", until: "2024-01-02T00:00:00Z", windowRows: 256, rows: 256}; // prettier-ignore
  const profile = {quantiles: [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1], values: names.map(() => [0, 1, 2, 3, 4, 5, 6])}; // prettier-ignore
  writeFileSync(file("model.json"), modelToJson({format: "atalaya-model/1", name: "isolation-forest", parameters: {}, features: names, training, profile, forest: encodeForest(model.forest!)})); // prettier-ignore
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

interface Started {
  port: number;
  stderr(): string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the command line in a process of its own, and resolves once it listens. */
async function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [...nodeOptions, bin, "serve-model", "--model", `flows=${file("model.json")}`, "--port", "0", "--json", "--log", "json", "--drain", "0", ...args], {cwd: folder, env: {PATH: process.env.PATH}}); // prettier-ignore
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data: Buffer) => resolve(data.toString()));
    void ended.then(() => reject(new Error(stderr)));
  });
  const {address} = JSON.parse(line) as {address: string};
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {port: Number(new URL(address).port), stderr: () => stderr, end};
}

it.skipIf(!hasOpenssl)(
  "atalaya serve-model with --tls-client-ca answers who has a certificate of that authority, and nobody else; SIGTERM ends it with 0",
  async () => {
    certify("authority");
    certify("server", "authority");
    certify("client", "authority");
    certify("stranger");
    const service = await start("--host", "127.0.0.1", "--tls-cert", file("server.crt"), "--tls-key", file("server.key"), "--tls-client-ca", file("authority.crt")); // prettier-ignore
    expect(await ask(service.port, "/v2/models/flows", "client")).toBe(200);
    expect(await ask(service.port, "/v2/models/flows")).toEqual(expect.stringMatching(/^E/));
    expect(await ask(service.port, "/v2/models/flows", "stranger")).toEqual(expect.stringMatching(/^E/)); // prettier-ignore
    expect(await service.end("SIGTERM")).toBe(0);
    const lines = service.stderr().trim().split("\n").map((line) => JSON.parse(line) as {message: string}); // prettier-ignore
    expect(lines.map(({message}) => message)).toEqual(["model loaded", "request"]);
    expect(service.stderr()).not.toContain("PRIVATE KEY");
  }
);
