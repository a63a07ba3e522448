import {Agent, request} from "node:http";

/** A request that is sent many times. */
export interface LoadRequest {
  url: string;
  body: Buffer;
  headers: {[name: string]: string};
}

/** Latencies in milliseconds, and what went wrong. */
export interface Latencies {
  requests: number;
  failed: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/** How many times as long as requests are sent for their answers may take; then those that wait have failed. */
const patience = 3;

const agentOf = (sockets: number) => new Agent({keepAlive: true, maxSockets: sockets});

function send({url, body, headers}: LoadRequest, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const length = {"content-length": String(body.length)};
    const asked = request(url, {method: "POST", agent, headers: {...headers, ...length}});
    asked.on("response", (response) => {
      response.on("end", () => resolve(response.statusCode === 200));
      response.resume();
    });
    asked.on("error", () => resolve(false));
    asked.end(body);
  });
}

/**
 * Sends *perSecond* requests a second for *seconds*, each when it is due, whether or not those before have been answered. The latency of one is
 * from when it was due to the end of its response, so that a server that stalls is charged for all that waited meanwhile (coordinated omission).
 */
export async function openLoop(
  one: LoadRequest,
  {perSecond, seconds}: {perSecond: number; seconds: number}
): Promise<Latencies> {
  const agent = agentOf(64);
  const total = perSecond * seconds;
  const latencies = new Float64Array(total);
  const begun = performance.now() + 100;
  let failed = 0;
  let sent = 0;
  let isLate = false;
  const lateness = setTimeout(
    () => {
      isLate = true;
      agent.destroy(); // what waits fails, with the time that it has waited
    },
    1000 * patience * seconds
  );
  await new Promise<void>((resolve) => {
    let answered = 0;
    const tick = () => {
      const now = performance.now();
      for (; sent < total && begun + (1000 * sent) / perSecond <= now; ++sent) {
        const due = begun + (1000 * sent) / perSecond;
        const i = sent;
        void (isLate ? Promise.resolve(false) : send(one, agent)).then((isGood) => {
          latencies[i] = performance.now() - due;
          if (!isGood) ++failed;
          if (++answered === total) resolve();
        });
      }
      if (sent < total) setTimeout(tick, 1);
    };
    tick();
  });
  clearTimeout(lateness);
  agent.destroy();
  return latenciesOf(latencies, failed);
}

/** Sends requests, *together* at a time, for *seconds*; returns how many a second were answered. */
export async function closedLoop(
  one: LoadRequest,
  {together, seconds}: {together: number; seconds: number}
): Promise<{requestsPerSecond: number; failed: number; latencies: Latencies}> {
  const agent = agentOf(together);
  const begun = performance.now();
  const end = begun + 1000 * seconds;
  const latencies: number[] = [];
  let failed = 0;
  const work = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      if (!(await send(one, agent))) ++failed;
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({length: together}, work));
  agent.destroy();
  const requestsPerSecond = (1000 * (latencies.length - failed)) / (performance.now() - begun);
  return {requestsPerSecond, failed, latencies: latenciesOf(Float64Array.from(latencies), failed)};
}

function latenciesOf(latencies: Float64Array, failed: number): Latencies {
  const sorted = latencies.sort();
  const at = (share: number) =>
    Math.round(1000 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) /
    1000;
  return {requests: sorted.length, failed, p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1)}; // prettier-ignore
}
