type Happening = () => void;

/** What is to happen on coming days, in the order in which it was put down. */
export class Agenda {
  readonly #days = new Map<number, (Happening | undefined)[]>();

  put(day: number, happening: Happening): void {
    const happenings = this.#days.get(day);
    if (happenings === undefined) this.#days.set(day, [happening]);
    else happenings.push(happening);
  }

  /** Runs what stands under a day, and what that adds to the same day. */
  run(day: number): void {
    const happenings = this.#days.get(day);
    if (happenings === undefined) return;
    for (let next = 0; next < happenings.length; next += 1) {
      const happening = happenings[next];
      // What has happened holds its orders and cases no longer, though the day goes on.
      happenings[next] = undefined;
      happening?.();
    }
    this.#days.delete(day);
  }
}
