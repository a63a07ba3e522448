import {createHmac} from "node:crypto";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {readWebhook} from "../../../pipeline/config/webhook.js";
import {messageOf} from "../../../pipeline/watch/message.js";
import {commandChannel} from "../../../pipeline/watch/notify-command.js";
import {webhookChannel} from "../../../pipeline/watch/webhook.js";
import {startHttp} from "../tracking/http-server.js";

const secret = "a secret of thirty-two characters";
const message = messageOf("20260101-000000-abcd", "high", []);
const folder = mkdtempSync(join(tmpdir(), "atalaya-notify-"));
afterAll(() => rmSync(folder, {recursive: true}));

/** Sends the message to a server that answers with *statuses*, one after the other; an error stands for none. */
async function sendTo(statuses: (number | Error)[], url = "https://hooks.example.org/T0/token") {
  const slept: number[] = [];
  const redirects: unknown[] = [];
  const delivery = await webhookChannel(readWebhook(url, {}), {
    fetch: async (_, init) => {
      redirects.push(init?.redirect);
      const status = statuses.shift()!;
      if (status instanceof Error) throw status;
      return new Response(null, {status});
    },
    sleep: async (seconds) => void slept.push(seconds)
  }).send(message);
  return {delivery, slept, redirects};
}

describe("webhookChannel(webhook, effects)", () => {
  it("posts JSON with the HMAC-SHA256 of its bytes, and without the secret", async () => {
    const server = await startHttp((response) => response.writeHead(204).end());
    const webhook = readWebhook(`${server.url}/hook`, {ATALAYA_WEBHOOK_SECRET: secret});
    const {send} = webhookChannel(webhook, {fetch, sleep: async () => {}});
    expect(await send(message)).toEqual({ok: true, answer: "status 204"});
    await server.close();
    const [{method, headers, body}] = server.received;
    expect([method, headers["content-type"]]).toEqual(["POST", "application/json"]);
    expect(JSON.parse(body)).toEqual(message);
    const expected = createHmac("sha256", secret).update(body).digest("hex");
    expect(headers["x-atalaya-signature"]).toBe(`sha256=${expected}`);
    expect(JSON.stringify([server.received, webhook])).not.toContain(secret);
  });

  it("tries again after what may pass, later and later, up to five times", async () => {
    const lost = new TypeError("fetch failed", {cause: {code: "ECONNREFUSED"}});
    expect(await sendTo([lost, 503, 429, 200])).toMatchObject({
      delivery: {ok: true, answer: "status 200"},
      slept: [1, 2, 4]
    });
    expect(await sendTo([lost, lost, lost, lost, lost, 200])).toMatchObject({
      delivery: {ok: false, answer: "ECONNREFUSED"},
      slept: [1, 2, 4, 8]
    });
  });

  it("gives up at once after an answer that stays, and follows no redirection", async () => {
    for (const status of [302, 400, 401, 404])
      expect(await sendTo([status, 200])).toEqual({
        delivery: {ok: false, answer: `status ${status}`},
        slept: [],
        redirects: ["manual"]
      });
  });

  it("answers no error that holds the URL", async () => {
    const error = new Error("cannot reach https://hooks.example.org/T0/token");
    const {delivery} = await sendTo([error, error, error, error, error]);
    expect(delivery).toEqual({ok: false, answer: "Error"});
  });
});

it.each(["ftp://host/x", "hooks", "file:///etc/passwd", "https://user:pass@host/x"])(
  "readWebhook(%j) rejects it, and does not repeat it",
  (url) => {
    expect(() => readWebhook(url, {})).toThrow(/^invalid --webhook: it (is no HTTP|holds)/);
    expect(() => readWebhook(url, {})).not.toThrow(url);
  }
);

describe("commandChannel(command)", () => {
  const node = (script: string, ...args: string[]) => [process.execPath, "-e", script, ...args];

  it("gives a program the JSON on standard input and its arguments as they are, without a shell", async () => {
    const path = join(folder, "$(id) `id` ; x");
    const copy =
      "require('fs').writeFileSync(process.argv[1], require('fs').readFileSync(0)); process.exit(3)";
    expect(await commandChannel(node(copy, path)).send(message)).toEqual({
      ok: false,
      answer: "exit code 3"
    });
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(message);
  });

  it("ends a program that runs for too long, and says so", async () => {
    const delivery = await commandChannel(node("setInterval(() => {}, 1000)"), 300).send(message);
    expect(delivery).toEqual({ok: false, answer: "still running after 0.3 s"});
  });

  it("says that a program cannot be started", async () => {
    const delivery = await commandChannel([join(folder, "none")]).send(message);
    expect(delivery).toEqual({ok: false, answer: "not started (ENOENT)"});
  });
});
