type Waiter = { position: string; resolve: () => void; reject: (error: Error) => void };

/** Those who wait until a position is passed. */
export class PositionWaiters {
  #waiting: Waiter[] = [];

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  wait(position: string): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ position, resolve, reject }));
  }

  /** Lets those go on whose position is passed. */
  settle(passed: (position: string) => boolean): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter((waiter) => {
      if (!passed(waiter.position)) return true;
      waiter.resolve();
      return false;
    });
  }

  fail(error: Error): void {
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
  }
}
