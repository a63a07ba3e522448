import {entityDetectors} from "../detectors/entity/registry.js";
import type {Evidence} from "../incidents/evidence.js";

/** The ends of an event, and its time in microseconds since 1970; a port of NaN is none. */
export interface EventEnds {
  time: number;
  src: string;
  dst: string;
  port: number;
}

/** The evidence of a stretch of time, by the hosts that it is about. */
export interface EvidenceIndex {
  /** How many pieces there are. */
  readonly size: number;

  /** Returns the pieces about the source or the destination of an event, most unusual first, at most *most*. */
  of(ends: EventEnds, most?: number): Evidence[];
}

/** Only what a network says by chance less often than this, a day, stands beside an event. */
const maxRatePerDay = 1;

/** For how many hours evidence stands beside later events. */
const hoursKept = 24;

/** The most pieces of one entity: of a host that everything is said about, the most unusual. */
const maxOfEntity = 200;

const hour = 3_600_000_000;

/** Returns an index of *evidence*: pieces that a day shows once or more often by chance are not in it. */
export function evidenceIndex(evidence: readonly Evidence[]): EvidenceIndex {
  const byEntity = new Map<string, Evidence[]>();
  let size = 0;
  for (const piece of evidence) {
    if (piece.ratePerDay >= maxRatePerDay) continue;
    const others = byEntity.get(piece.entity);
    if (others) others.push(piece);
    else byEntity.set(piece.entity, [piece]);
    ++size;
  }
  for (const pieces of byEntity.values()) {
    pieces.sort((a, b) => a.ratePerDay - b.ratePerDay || a.id - b.id);
    pieces.splice(maxOfEntity);
  }
  return {
    size,
    of(ends, most = 3) {
      const found: Evidence[] = [];
      for (const entity of ends.src === ends.dst ? [ends.src] : [ends.src, ends.dst]) {
        let taken = 0;
        for (const piece of byEntity.get(entity) ?? []) {
          if (taken === most) break;
          if (!isAbout(piece, ends)) continue;
          found.push(piece);
          ++taken;
        }
      }
      return found.sort((a, b) => a.ratePerDay - b.ratePerDay).slice(0, most);
    }
  };
}

function isAbout(piece: Evidence, {time, src, dst, port}: EventEnds): boolean {
  const at = Math.floor(time / hour);
  if (piece.to < at - hoursKept || piece.from > at) return false;
  if (piece.src !== null && piece.src !== src) return false;
  if (piece.dst !== null && piece.dst !== dst) return false;
  return piece.port === null || Number.isNaN(port) || piece.port === port;
}

/** Evidence as answers have it. */
export interface StatedEvidence {
  detector: string;
  title: string;
  entity: string;
  role: string;

  /** The first and the last hour, ISO 8601, UTC. */
  from: string;
  to: string;

  /** How often a day this detector says as much by chance; lower is more unusual. */
  ratePerDay: number;

  sentence: string;
}

const stated = new WeakMap<Evidence, StatedEvidence>(); // many events have the same evidence

/** Returns *piece* as answers have it. */
export function stateEvidence(piece: Evidence): StatedEvidence {
  const known = stated.get(piece);
  if (known) return known;
  const made = wordEvidence(piece);
  stated.set(piece, made);
  return made;
}

function wordEvidence(piece: Evidence): StatedEvidence {
  const detector = entityDetectors.find(({name}) => name === piece.detector)!;
  return {
    detector: detector.name,
    title: detector.title,
    entity: piece.entity,
    role: piece.role,
    from: hourText(piece.from),
    to: hourText(piece.to),
    ratePerDay: piece.ratePerDay,
    sentence: detector.sentence(piece)
  };
}

function hourText(hours: number): string {
  return new Date(hours * 3_600_000).toISOString();
}
