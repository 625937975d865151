/** A value that waits until its source has been still for a while: what is asked while somebody types. */
export class Debounced<T> {
  value: T = $state.raw() as T;

  /** To be made while a component is set up. */
  constructor(source: () => T, waitMs: number) {
    this.value = source();
    $effect(() => {
      const next = source();
      // The first text of a page needs no wait.
      if (this.value === undefined || next === undefined) {
        this.value = next;
        return undefined;
      }
      const timer = setTimeout(() => {
        this.value = next;
      }, waitMs);
      return () => clearTimeout(timer);
    });
  }
}
