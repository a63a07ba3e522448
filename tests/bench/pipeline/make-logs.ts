import {once} from "node:events";
import {createReadStream, createWriteStream} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {finished} from "node:stream/promises";
import {createGzip} from "node:zlib";
import {root} from "../machine.js";
import {measureProcess} from "./measure-process.js";

/** The same connections, once in one file and once in several, in the order of time. */
export interface BenchLogs {
  one: string;
  files: string[];
}

/** Generates *flows* connections, and returns them as one log and in *count* files, all compressed, in *folder*. */
export async function makeLogs(folder: string, flows: number, count: number): Promise<BenchLogs> {
  const feed = join(folder, "feed");
  const args = ["generate", "--out", feed, "--flows", String(flows), "--json"];
  await measureProcess(process.execPath, [join(root, "pipeline/atalaya.js"), ...args]);
  const logs = await splitLog(join(feed, "conn.log"), join(folder, "logs"), flows, count);
  await rm(feed, {recursive: true}); // before anything is run: the feed is larger than what is measured
  return logs;
}

/** Writes the Zeek log *path*, of *rows* rows, into *folder*: whole, and in *count* files with its header, all compressed. */
export async function splitLog(
  path: string,
  folder: string,
  rows: number,
  count: number
): Promise<BenchLogs> {
  await mkdir(folder, {recursive: true});
  const name = (part: string) => join(folder, `conn.${part}.log.gz`);
  const files = Array.from({length: count}, (_, i) => name(String(i).padStart(5, "0")));
  const one = openGzip(name("all"));
  let part = openGzip(files[0]);
  let [header, at, row] = ["", 0, 0];
  for await (const line of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
    const text = `${line}\n`;
    await one.write(text);
    if (line.startsWith("#close")) continue;
    if (line.startsWith("#")) header += text;
    else if (Math.floor((row++ * count) / rows) > at) {
      await part.end();
      part = openGzip(files[++at]);
      await part.write(header);
    }
    await part.write(text);
  }
  await Promise.all([one.end(), part.end()]);
  return {one: name("all"), files: files.slice(0, at + 1)};
}

/** Opens the file *path* to write compressed text to; bytes are passed on in pieces. */
function openGzip(path: string) {
  const gzip = createGzip({level: 6});
  const file = gzip.pipe(createWriteStream(path));
  let buffered: string[] = [];
  const flush = async () => {
    const text = buffered.join("");
    buffered = [];
    if (!gzip.write(text)) await once(gzip, "drain");
  };
  return {
    async write(text: string) {
      buffered.push(text);
      if (buffered.length >= 2_000) await flush();
    },
    async end() {
      await flush();
      gzip.end();
      await finished(file);
    }
  };
}
