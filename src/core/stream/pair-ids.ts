import {hashPair} from "../features/groups.js";

/** Numbers of pairs of integers, given as the pairs come. */
export interface PairIds {
  /** How many different pairs there were. */
  readonly count: number;

  /** The bytes of memory that it takes. */
  readonly bytes: number;

  /** Returns the number of the pair (*a*, *b*) of integers in [0, 2³²): from 0, in the order of their first appearance. */
  idOf(a: number, b: number): number;
}

const firstSlots = 16;

/** Returns an empty table of pairs, by open addressing as `groupPairs`; 16 to 32 bytes a pair. */
export function pairIds(): PairIds {
  let slots = new Uint32Array(firstSlots); // the pair in each slot, plus 1
  let [as, bs] = [new Uint32Array(firstSlots / 2), new Uint32Array(firstSlots / 2)];
  let count = 0;
  const slotOf = (a: number, b: number): number => {
    let slot = hashPair(a, b) & (slots.length - 1);
    for (let id = slots[slot] - 1; id >= 0; id = slots[slot] - 1) {
      if (as[id] === a && bs[id] === b) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  };
  const grow = (): void => {
    [as, bs] = [doubled(as), doubled(bs)];
    slots = new Uint32Array(2 * slots.length);
    for (let id = 0; id < count; ++id) slots[slotOf(as[id], bs[id])] = id + 1;
  };
  return {
    get count() {
      return count;
    },
    get bytes() {
      return slots.byteLength + as.byteLength + bs.byteLength;
    },
    idOf(a, b) {
      let slot = slotOf(a, b);
      if (slots[slot] > 0) return slots[slot] - 1;
      if (count === as.length) {
        grow();
        slot = slotOf(a, b);
      }
      as[count] = a;
      bs[count] = b;
      slots[slot] = ++count;
      return count - 1;
    }
  };
}

/** Returns *values* with as many zeros behind them. */
export function doubled(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * values.length);
  larger.set(values);
  return larger;
}
