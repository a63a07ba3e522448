import {beacon, dnsTunnel, exfiltration, lateralMovement, outsideGuessing, portScan, rdpGuessing, spraying, sshGuessing, sweep} from "./stages.js"; // prettier-ignore
import type {Scene, Stage} from "./stages.js";

/** The kinds of attack. */
export type Kind = keyof typeof techniques;

/**
 * Techniques of MITRE ATT&CK, by kind. The tunnel speaks DNS itself, hence T1071.004 and not T1572
 * (one protocol inside another); the uploads go to another host than the beacons, hence T1048 and not
 * T1041 (over the C2 channel).
 */
export const techniques = {
  "port scan": "T1046",
  "horizontal scan": "T1046",
  "SSH brute force": "T1110",
  "RDP brute force": "T1110",
  "password spray": "T1110.003",
  "C2 beacon": "T1071",
  "DNS tunnel": "T1071.004",
  exfiltration: "T1048",
  "lateral movement": "T1021"
} as const;

/** A number for each tier of difficulty, 0 to 3. */
type Tiers = readonly [number, number, number, number];

/** One attack of the script: what, when, how fast and how much of it. */
export interface Scenario {
  kind: Kind;

  /** When it begins, as a share of the feed, in [0, 1); of a chain’s stage, the hours after its first. */
  at: number;

  /** The hours it seeks, near *at* and in the same half of the feed; a chain’s stage seeks none. */
  hours: "working" | "quiet" | "any";

  /** Its flows in a feed of 250,000. */
  flows: Tiers;

  /** The seconds from one flow to the next; fewer if it would not be over in *longest*. */
  pace: Tiers;

  /** How much an interval may differ from the pace, as a share of it; defaults to a half. */
  jitter?: Tiers;

  /** Whether the pace is the point of it: in a short feed there are fewer flows, never faster ones. */
  regular?: boolean;

  /** Sets the stage. */
  stage(scene: Scene): Stage;
}

/** The attacks of a feed. The first half holds four of them: most kinds are novel in the second. */
// prettier-ignore
export const scenarios: readonly Scenario[] = [
  {kind: "port scan", at: 0.12, hours: "working", flows: [150, 120, 60, 40], pace: [0.4, 5, 60, 240],
    stage: (scene) => portScan(scene, [scene.cast.servers.files[0], scene.cast.servers.database[0]])},
  {kind: "SSH brute force", at: 0.21, hours: "quiet", flows: [250, 120, 60, 40], pace: [3, 15, 60, 180],
    stage: (scene) => sshGuessing(scene, scene.cast.servers.build[0])},
  {kind: "C2 beacon", at: 0.3, hours: "working", flows: [200, 360, 144, 60], pace: [60, 120, 600, 1800],
    jitter: [0.05, 0.2, 0.4, 0.5], regular: true, stage: beacon},
  {kind: "exfiltration", at: 0.39, hours: "quiet", flows: [12, 10, 10, 1], pace: [240, 300, 600, 600],
    stage: (scene) => exfiltration(scene, [120e6, 40e6, 10e6, 300e6][scene.difficulty])},
  {kind: "port scan", at: 0.55, hours: "working", flows: [175, 120, 60, 40], pace: [0.1, 10, 90, 400],
    stage: (scene) => portScan(scene, [scene.cast.servers.intranet[0]])},
  {kind: "C2 beacon", at: 0.57, hours: "quiet", flows: [250, 430, 288, 180], pace: [60, 300, 900, 2400],
    jitter: [0.05, 0.3, 0.4, 0.5], regular: true, stage: beacon},
  {kind: "RDP brute force", at: 0.59, hours: "working", flows: [120, 100, 80, 60], pace: [4, 15, 60, 200],
    stage: rdpGuessing},
  {kind: "DNS tunnel", at: 0.61, hours: "working", flows: [350, 200, 240, 200], pace: [0.4, 5, 30, 60],
    stage: dnsTunnel},
  {kind: "SSH brute force", at: 0.65, hours: "quiet", flows: [175, 150, 120, 160], pace: [8, 20, 60, 120],
    stage: (scene) => outsideGuessing(scene, scene.cast.servers.web[0])},
  {kind: "password spray", at: 0.71, hours: "working", flows: [90, 80, 60, 50], pace: [4, 30, 120, 400],
    stage: spraying},
  {kind: "lateral movement", at: 0.74, hours: "working", flows: [75, 20, 8, 6], pace: [5, 60, 600, 1800],
    stage: lateralMovement},
  {kind: "exfiltration", at: 0.78, hours: "quiet", flows: [20, 12, 16, 1], pace: [300, 400, 900, 600],
    stage: (scene) => exfiltration(scene, [900e6, 100e6, 8e6, 500e6][scene.difficulty])},
  {kind: "horizontal scan", at: 0.82, hours: "quiet", flows: [150, 120, 60, 50], pace: [30, 60, 240, 600],
    stage: (scene) => sweep(scene, 445)},
  {kind: "DNS tunnel", at: 0.86, hours: "quiet", flows: [125, 200, 300, 240], pace: [6, 8, 60, 120],
    stage: dnsTunnel},
  {kind: "lateral movement", at: 0.9, hours: "quiet", flows: [50, 12, 5, 3], pace: [20, 120, 1200, 3600],
    stage: lateralMovement},
  {kind: "exfiltration", at: 0.93, hours: "quiet", flows: [12, 12, 8, 1], pace: [420, 400, 600, 600],
    stage: (scene) => exfiltration(scene, [40e6, 20e6, 25e6, 200e6][scene.difficulty])},
  {kind: "C2 beacon", at: 0.88, hours: "working", flows: [125, 400, 160, 90], pace: [60, 60, 300, 1200],
    jitter: [0.05, 0.2, 0.5, 0.6], regular: true, stage: beacon}
];

/** Where kill chains begin, as shares of the feed; each is on a host of its own. */
export const chainStarts: readonly number[] = [0.53, 0.68];

/** The stages of a kill chain on one host: a program that calls home, discovery, movement, and the way out. */
// prettier-ignore
export const chain: readonly Scenario[] = [
  {kind: "C2 beacon", at: 0, hours: "any", flows: [150, 240, 200, 120], pace: [60, 180, 600, 1800],
    jitter: [0.05, 0.2, 0.4, 0.5], regular: true, stage: beacon},
  {kind: "horizontal scan", at: 1.5, hours: "any", flows: [60, 40, 24, 12], pace: [2, 20, 120, 600],
    stage: (scene) => sweep(scene, 3389)},
  {kind: "lateral movement", at: 4, hours: "any", flows: [30, 10, 6, 4], pace: [5, 120, 900, 2400],
    stage: lateralMovement},
  {kind: "exfiltration", at: 9, hours: "any", flows: [10, 8, 6, 1], pace: [240, 300, 900, 600],
    stage: (scene) => exfiltration(scene, [200e6, 60e6, 12e6, 300e6][scene.difficulty])}
];
