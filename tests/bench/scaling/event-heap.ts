/** Something that happens at a time, in seconds, to a task: it comes to its so many’th stay. */
export interface SimulatedEvent {
  at: number;
  task: number;
  stage: number;
}

/** Events, the earliest first; of equal ones, the first that came. */
export class EventHeap {
  readonly #at: number[] = [];
  readonly #order: number[] = [];
  readonly #task: number[] = [];
  readonly #stage: number[] = [];
  #pushed = 0;

  push(at: number, task: number, stage: number): void {
    const order = this.#pushed++;
    let i = this.#at.length;
    this.#set(i, at, order, task, stage);
    while (i > 0) {
      const above = (i - 1) >> 1;
      if (!this.#isBefore(at, order, above)) break;
      this.#move(above, i);
      i = above;
    }
    this.#set(i, at, order, task, stage);
  }

  pop(): SimulatedEvent | undefined {
    const n = this.#at.length;
    if (n === 0) return undefined;
    const first = {at: this.#at[0], task: this.#task[0], stage: this.#stage[0]};
    const [at, order, task, stage] = [
      this.#at.pop()!,
      this.#order.pop()!,
      this.#task.pop()!,
      this.#stage.pop()!
    ];
    const left = n - 1;
    if (left === 0) return first;
    let i = 0;
    for (;;) {
      let below = 2 * i + 1;
      if (below >= left) break;
      if (below + 1 < left && this.#isBefore(this.#at[below + 1], this.#order[below + 1], below))
        ++below;
      if (this.#isBefore(at, order, below)) break;
      this.#move(below, i);
      i = below;
    }
    this.#set(i, at, order, task, stage);
    return first;
  }

  #isBefore(at: number, order: number, i: number): boolean {
    return at < this.#at[i] || (at === this.#at[i] && order < this.#order[i]);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#at[from], this.#order[from], this.#task[from], this.#stage[from]);
  }

  #set(i: number, at: number, order: number, task: number, stage: number): void {
    this.#at[i] = at;
    this.#order[i] = order;
    this.#task[i] = task;
    this.#stage[i] = stage;
  }
}
