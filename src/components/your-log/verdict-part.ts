import {verdictPanel} from "../records/verdict-panel.js";
import {droppedVerdicts} from "../records/verdict-store.js";
import type {LogWorker} from "./worker-client.js";
import type {LogIdentity} from "./log-identity.js";

/** The log on the page, and a function that shows one of its events. */
interface VerdictPartOptions {
  worker: LogWorker;
  identity: LogIdentity;
  onOpen: (event: number) => void;
}

/** Lists the verdicts of this browser on dropped logs; those on the log of the page link to its events. */
export function verdictPart({worker, identity, onOpen}: VerdictPartOptions): HTMLElement {
  const open = async (file: number, line: number): Promise<void> => {
    const answer = await worker.ask({kind: "locate", file, line}, "located");
    if (answer && answer.event !== null) onOpen(answer.event);
  };
  return verdictPanel({
    evaluation: "",
    records: droppedVerdicts,
    fileName: "verdicts-on-dropped-logs.jsonl",
    use: "They name each event by the SHA-256 of its file and its line, and hold its time and addresses; those on published events are listed on Today. “atalaya verdicts import” imports them; then a run over the same file is measured against them.",
    openerOf({file, line}) {
      const at = identity.files.findIndex(({sha256}) => sha256 === file);
      return at < 0 ? null : () => void open(at, line);
    }
  });
}
