import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fastify from "fastify";
import type {FastifyInstance} from "fastify";
import {Registry} from "prom-client";
import {onTestFinished} from "vitest";
import {defaultEventLimits} from "../../../../pipeline/serving/events/limits.js";
import type {EventLimits} from "../../../../pipeline/serving/events/limits.js";
import {openLiveEvents} from "../../../../pipeline/serving/events/live-events.js";
import type {LiveEvents} from "../../../../pipeline/serving/events/live-events.js";
import {eventRoutes} from "../../../../pipeline/serving/events/routes.js";
import {addRoutes} from "../../../../pipeline/serving/routes/route.js";
import type {LineAnswer} from "../../../../pipeline/serving/events/submit-lines.js";
import type {EventModel} from "../../../../src/core/stream/event-scores.js";

/** A service with the routes of live scoring. */
export interface LiveScoring {
  live: LiveEvents;
  service: FastifyInstance;
  registry: Registry;
  warnings: string[];

  /** Posts lines; *query* follows the path. */
  post(body: string, query?: string, type?: string): Promise<{status: number; body: Posted}>;

  get<Body>(path: string): Promise<{status: number; body: Body}>;
}

/** What a post is answered. */
export interface Posted extends Record<"accepted" | "late" | "skipped" | "rejected", number> {
  lines: LineAnswer[];
  error?: string;
}

/** A final score, as `GET /events/final` has it. */
export interface Final {
  cursor: number;
  event: number;
  window: string;
  score: number;
  provisional: boolean;
  final: boolean;
  partial: boolean;
  reason: string;
  evidence: {detector: string; provisional: boolean}[];
}

/** Returns a new folder that goes when the test ends. */
export function newFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "events-"));
  atEnd(async () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

/** Takes work for the end of a test. */
type AtEnd = (work: () => Promise<void>) => void;

/** What live scoring is opened with. */
export interface OpenLiveOptions {
  folder?: string;
  limits?: Partial<EventLimits>;
  now?: () => number;
  atEnd?: AtEnd;
}

/** Opens live scoring on *model* in *folder*, with some *limits*, at the time *now*. */
export async function openLive(
  model: EventModel,
  {
    atEnd = onTestFinished,
    folder = newFolder(atEnd),
    limits = {},
    now = () => Date.UTC(2030, 0)
  }: OpenLiveOptions = {}
): Promise<LiveScoring> {
  const registry = new Registry();
  const warnings: string[] = [];
  const live = openLiveEvents({
    folder,
    limits: {...defaultEventLimits, ...limits},
    model: () => model,
    localNet: [],
    registry,
    now,
    warn: (message) => void warnings.push(message)
  });
  const service = fastify({bodyLimit: 2 ** 21});
  service.removeAllContentTypeParsers();
  service.addContentTypeParser("*", {parseAs: "buffer"}, (_, body, done) => done(null, body));
  addRoutes(service, eventRoutes(live));
  atEnd(async () => {
    await service.close();
    await live.close();
  });
  return {
    ...{live, service, registry, warnings},
    async post(body, query = "", type = "text/plain") {
      const url = `/events${query}`;
      const answer = await service.inject({method: "POST", url, headers: {"content-type": type}, payload: body}); // prettier-ignore
      return {status: answer.statusCode, body: answer.json()};
    },
    async get(url) {
      const answer = await service.inject({url});
      return {status: answer.statusCode, body: answer.json()};
    }
  };
}

/** Returns all final scores, some at a time. */
export async function allFinals({get}: LiveScoring, limit = 5_000): Promise<Final[]> {
  const finals: Final[] = [];
  for (let after = 0; ;) {
    const {body} = await get<{next: number; dropped: number; scores: Final[]}>(`/events/final?after=${after}&limit=${limit}`); // prettier-ignore
    finals.push(...body.scores);
    if (body.next === after) return finals;
    after = body.next;
  }
}
