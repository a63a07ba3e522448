import type {Store, Stores} from "./store.js";

/** Returns *stores* that call *fence* before they write or remove, and do neither if it throws. */
export function fencedStores(
  {raw, silver, models, eval: evaluation}: Stores,
  fence: () => void
): Stores {
  return {
    raw: fenced(raw, fence),
    silver: fenced(silver, fence),
    models: fenced(models, fence),
    eval: fenced(evaluation, fence)
  };
}

function fenced(store: Store, fence: () => void): Store {
  const after =
    <Args extends unknown[]>(write: (...args: Args) => Promise<void>) =>
    async (...args: Args) => {
      fence();
      await write(...args);
    };
  return {
    ...store,
    write: after(store.write),
    adopt: after(store.adopt),
    replace: after(store.replace),
    remove: after(store.remove),
    removeUnfinished: after(store.removeUnfinished)
  };
}
