import {execFile, spawnSync} from "node:child_process";
import type {AddressInfo} from "node:net";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {expect, it, onTestFinished} from "vitest";
import {names, smallApp, smallModel} from "./small-app.js";

// An interpreter that has them: python -m venv VENV && VENV/bin/pip install 'tritonclient[http]' kserve
const python = process.env.ATALAYA_TEST_PYTHON;
const imports = ["-c", "import tritonclient.http, kserve"];
const reason = !python
  ? "ATALAYA_TEST_PYTHON is not set"
  : spawnSync(python, imports).status !== 0
    ? "it has no tritonclient or kserve"
    : null;

it.skipIf(reason !== null)(
  `the clients of Triton and KServe get the scores of the model, as JSON and as binary data${reason ? ` (skipped: ${reason})` : ""}`,
  async () => {
    const {app} = await smallApp();
    await app.listen({host: "127.0.0.1", port: 0});
    onTestFinished(() => app.close());
    const {port} = app.server.address() as AddressInfo;
    const script = fileURLToPath(new URL("clients.py", import.meta.url));
    const {stdout} = await promisify(execFile)(python!, [script, `127.0.0.1:${port}`, "flows"]);
    const values = Float32Array.from({length: 50 * names.length}, (_, i) => (7 * i) % 10);
    const due = Array.from(smallModel().score({rows: 50, columns: names.length, values}));
    const found = JSON.parse(stdout) as {[client: string]: number[]};
    expect(Object.keys(found)).toHaveLength(5);
    for (const scores of Object.values(found)) expect(scores).toEqual(due);
  }
);
