import type {TaskMoment} from "../listener.js";
import type {PrefectClient, PrefectState} from "./client.js";
import {messageOf} from "./values.js";

/** The most tasks of a run that were set aside and are shown by themselves. */
const maxShown = 20;

/** The longest name of a task run, in characters. */
const maxName = 200;

/** A piece of work for the server: *flowRun* and *phase* are the ids of the run, and of the phase that it is in. */
export type TaskWork = (client: PrefectClient, flowRun: string, phase?: string) => Promise<void>;

/** The tasks of a distributed run, in groups: by what their names begin with. */
export interface TaskGroups {
  /** Counts *task*; returns what to tell the server: of many tasks, at each power of two. */
  add(task: TaskMoment): TaskWork | undefined;

  /** Returns what ends the groups, as *state* says where nothing was set aside. */
  end(state?: PrefectState): TaskWork;
}

interface Group {
  name: string;
  done: number;
  setAside: number;
  /** The id of its task run; undefined before it was begun. */
  id?: string;
}

/** Returns no groups yet. */
export function taskGroups(): TaskGroups {
  const groups = new Map<string, Group>();
  let shown = 0;
  return {
    add({task, error}) {
      const name = `${task.split("/", 1)[0]} tasks`.slice(0, maxName);
      const group = groups.get(name) ?? {name, done: 0, setAside: 0};
      groups.set(name, group);
      if (error !== undefined) {
        ++group.setAside;
        if (++shown > maxShown) return undefined;
        return (client, flowRun, phase) => showSetAside(client, {flowRun, phase, task, error});
      }
      const count = ++group.done;
      if ((count & (count - 1)) !== 0) return undefined;
      const state = {type: "RUNNING", message: `${count.toLocaleString("en-US")} done`} as const;
      return async (client, flowRun, phase) => {
        group.id ??= await client.beginTaskRun({flowRun, name, tags: [], after: phase});
        await client.setState("task_runs", group.id, state);
      };
    },
    end(state = {type: "COMPLETED"}) {
      const ended = [...groups.values()];
      groups.clear();
      return async (client, flowRun, phase) => {
        for (const {name, id, done, setAside} of ended) {
          const run = id ?? (await client.beginTaskRun({flowRun, name, tags: [], after: phase}));
          const counted = `${done.toLocaleString("en-US")} done`;
          const partial = {type: "FAILED", message: `${counted}, ${setAside} set aside`} as const;
          await client.setState("task_runs", run, setAside > 0 ? partial : {...state, message: counted}); // prettier-ignore
        }
      };
    }
  };
}

/** A task that was set aside, and where it belongs. */
interface SetAside {
  flowRun: string;
  phase: string | undefined;
  task: string;
  error: unknown;
}

async function showSetAside(
  client: PrefectClient,
  {flowRun, phase, task, error}: SetAside
): Promise<void> {
  const name = task.slice(0, maxName);
  const id = await client.beginTaskRun({flowRun, name, tags: ["set-aside"], after: phase});
  await client.setState("task_runs", id, {type: "FAILED", message: messageOf(error)});
}
