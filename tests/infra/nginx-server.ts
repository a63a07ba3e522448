import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {mkdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {freePort, startServer, untilReady} from "../services/server-process.js";

/** The root of the repository, with its slash. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** An nginx of this machine that serves as `infra/nginx` says, on a loopback address. */
export interface Nginx {
  /** E.g., `http://127.0.0.1:41234`. */
  address: string;
  /** The address of the example that has the site at `/atalaya/`. */
  subpath: string;
  /** Reads the configuration again. */
  reload(): void;
  stop(): Promise<void>;
}

/** Returns why no nginx can be started here, and what to install; undefined if one can. */
export function missingNginx(): string | undefined {
  const {status} = spawnSync("nginx", ["-v"], {env: environment()});
  return status === 0 ? undefined : "missing nginx; install the package nginx-light, or nginx";
}

/** Starts nginx over *site*, the folder of the releases; its own files are in *folder*. */
export async function startNginx(folder: string, site: string): Promise<Nginx> {
  const ports = [await freePort(), await freePort()];
  const [address, subpath] = ports.map((port) => `http://127.0.0.1:${port}`);
  const config = join(folder, "nginx.conf");
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, "site.conf"), siteConfig(folder, site, ports[0]));
  await writeFile(join(folder, "subpath.conf"), subpathConfig(address, ports[1]));
  await writeFile(config, mainConfig(folder));
  const said = writeHosts(folder, "Atalaya.example.org localhost example.org example.org");
  if (said) throw new Error(said);
  const args = ["-c", config, "-e", "stderr"];
  const server = startServer({command: "nginx", args, env: environment(), stopSignal: "TERM"});
  await untilReady("nginx", server, () => fetch(`${address}/healthz`));
  return {
    address,
    subpath,
    reload() {
      const {status, stderr} = spawnSync("nginx", [...args, "-s", "reload"], {env: environment()});
      if (status !== 0) throw new Error(stderr.toString());
    },
    stop: () => server.stop()
  };
}

/** Lets reload.sh write the *names* for nginx into *folder*; returns what it says of an invalid one. */
export function writeHosts(folder: string, names: string): string {
  const script = readFileSync(join(root, "infra/nginx/reload.sh"), "utf8");
  const [start] = script.split("seen=");
  const env = {...process.env, ATALAYA_HOSTS: names, TMPDIR: folder};
  return spawnSync("sh", ["-c", start], {env, encoding: "utf8"}).stderr;
}

function siteConfig(folder: string, site: string, port: number): string {
  const text = readFileSync(join(root, "infra/nginx/site.conf"), "utf8");
  return text
    .replace("listen 8080;", `listen 127.0.0.1:${port};`)
    .replaceAll("/site/live", `${site}/live`)
    .replace(/\/tmp(?=\/hosts)/, folder);
}

/** The example, without its TLS, which is not ours to test. */
function subpathConfig(address: string, port: number): string {
  const text = readFileSync(join(root, "infra/nginx/subpath.conf"), "utf8");
  return text
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
    .replace(/^ *(?:http2|ssl_\w+) .*\n/gm, "")
    .replace("http://site:8080", address);
}

/** What the image has around the site: temporary files and the process id in the one folder that can be written. */
function mainConfig(folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {worker_connections 64;}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  include ${folder}/site.conf;
  include ${folder}/subpath.conf;
}
`;
}

/** Debian keeps nginx where only an administrator’s shell looks. */
function environment(): NodeJS.ProcessEnv {
  return {...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin`};
}
