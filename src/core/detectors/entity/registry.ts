import {beacon} from "./beacon.js";
import {bruteForce} from "./brute-force.js";
import {burst} from "./burst.js";
import {dnsNames} from "./dns-names.js";
import {dnsTunnel} from "./dns.js";
import type {EntityDetector} from "./entity-detector.js";
import {exfiltration} from "./exfiltration.js";
import {fanOut} from "./fan-out.js";
import {flood} from "./flood.js";
import {flowScores} from "./flow-scores.js";
import {guessing} from "./guessing.js";
import {lateral} from "./lateral.js";
import {longConnection} from "./long-connection.js";
import {loginPressure} from "./login-pressure.js";
import {newPort} from "./new-port.js";
import {portMismatch} from "./port-mismatch.js";
import {pressure} from "./pressure.js";
import {rareClient} from "./rare-client.js";
import {scan} from "./scan.js";

/** The entity detectors, in the order in which pages list them. A new one is added here. */
export const entityDetectors: readonly EntityDetector[] = [
  scan,
  pressure,
  loginPressure,
  bruteForce,
  guessing,
  burst,
  flood,
  beacon,
  lateral,
  dnsTunnel,
  dnsNames,
  exfiltration,
  fanOut,
  longConnection,
  portMismatch,
  newPort,
  rareClient,
  flowScores
];

/** Returns the detectors called *names*, in the order of the registry; all if null. Throws a RangeError for an unknown name. */
export function detectorsCalled(names: readonly string[] | null): readonly EntityDetector[] {
  if (names === null) return entityDetectors;
  for (const name of names) {
    if (!findEntityDetector(name))
      throw new RangeError(
        `unknown detector: ${name}; the detectors are ${entityDetectors.map((detector) => detector.name).join(", ")}`
      );
  }
  return entityDetectors.filter(({name}) => names.includes(name));
}

/** Returns the detector called *name*, or undefined. */
export function findEntityDetector(name: string): EntityDetector | undefined {
  return entityDetectors.find((detector) => detector.name === name);
}
