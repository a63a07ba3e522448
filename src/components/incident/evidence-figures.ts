import {attemptsFigure} from "./attempts-figure.js";
import {beaconFigure} from "./beacon-figure.js";
import type {EvidenceFigure} from "./evidence-figure.js";
import {hostHistory, newDestinationHistory, pairHistory, uploadHistory} from "./history-figure.js";
import {lateralFigure} from "./lateral-figure.js";
import {scanFigure} from "./scan-figure.js";
import {tunnelFigure} from "./tunnel-figure.js";

/** The figure of each detector by its name; a new one is added here, or has the history of its host. */
const figures: Readonly<Record<string, EvidenceFigure | undefined>> = {
  scan: scanFigure,
  pressure: attemptsFigure,
  "login-pressure": attemptsFigure,
  "brute-force": attemptsFigure,
  guessing: attemptsFigure,
  burst: pairHistory,
  beacon: beaconFigure,
  lateral: lateralFigure,
  "dns-tunnel": tunnelFigure,
  "dns-names": tunnelFigure,
  exfiltration: uploadHistory,
  "fan-out": newDestinationHistory
};

/** Returns how the evidence of *detector* is drawn. */
export function figureOf(detector: string): EvidenceFigure {
  return (Object.hasOwn(figures, detector) && figures[detector]) || hostHistory;
}
