import {createHmac} from "node:crypto";
import type {Webhook} from "../config/webhook.js";
import type {Channel, Delivery, Message} from "./message.js";

/** The effects of a webhook on the world. */
export interface WebhookEffects {
  fetch: typeof fetch;

  /** Resolves after *seconds*. */
  sleep(seconds: number): Promise<void>;
}

/** The seconds before each further attempt. */
const delays = [1, 2, 4, 8];

/** For how long to wait for an answer, in ms. */
const patience = 10_000;

/** The answers after which another attempt may succeed, beside those from 500 on. */
const transient: readonly number[] = [408, 425, 429];

/**
 * Returns the channel that posts JSON to *webhook*, with the HMAC-SHA256 of the bytes in `X-Atalaya-Signature`. Without an answer, or
 * after a transient one, it tries up to five times. A redirection is a failure: it would take the message elsewhere.
 */
export function webhookChannel({url, secret}: Webhook, effects: WebhookEffects): Channel {
  return {
    name: "webhook",
    async send(message) {
      const body = new TextEncoder().encode(JSON.stringify(message satisfies Message));
      const headers: Record<string, string> = {"content-type": "application/json"};
      if (secret)
        headers["x-atalaya-signature"] =
          `sha256=${createHmac("sha256", secret.reveal()).update(body).digest("hex")}`;
      for (let attempt = 0; ; ++attempt) {
        const {retry, ...delivery} = await post(url, {body, headers}, effects);
        if (delivery.ok || !retry || attempt === delays.length) return delivery;
        await effects.sleep(delays[attempt]);
      }
    }
  };
}

async function post(
  url: URL,
  request: {body: Uint8Array<ArrayBuffer>; headers: Record<string, string>},
  effects: WebhookEffects
): Promise<Delivery & {retry: boolean}> {
  try {
    const signal = AbortSignal.timeout(patience);
    const response = await effects.fetch(url, {
      method: "POST",
      ...request,
      signal,
      redirect: "manual"
    });
    await response.body?.cancel();
    const {ok, status} = response;
    return {ok, answer: `status ${status}`, retry: status >= 500 || transient.includes(status)};
  } catch (error) {
    const {name, cause} = error as Error & {cause?: {code?: string}};
    const isLate = name === "TimeoutError";
    const why = isLate ? `no answer within ${patience / 1000} s` : (cause?.code ?? name); // a message may hold the URL
    return {ok: false, answer: why, retry: true};
  }
}
