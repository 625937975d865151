/**
 * A query that follows its input: asked again when the input changes and when `reload` is called. The last good answer stays
 * while a new one is on its way or when it fails, so that a page never goes blank; `error` then says that it is old.
 */
import type { ApiError, Input, Output, QueryName } from '../../../app/api/contract.js';
import { ask } from './lab-client.svelte.js';

export class Query<N extends QueryName> {
  /** `undefined` until the first answer. */
  value: Output<N> | undefined = $state.raw();
  error: ApiError | null = $state.raw(null);
  isLoading = $state(true);
  /** When `value` was read, milliseconds since 1970. */
  readAt = $state(0);
  #again = $state(0);

  /** To be made while a component is set up. `input` answers `null` while there is nothing to ask. */
  constructor(name: N, input: () => Input<N> | null) {
    $effect(() => {
      void this.#again;
      const asked = input();
      if (asked === null) {
        this.isLoading = false;
        return undefined;
      }
      const abort = new AbortController();
      void this.#read(name, asked, abort.signal);
      return () => abort.abort();
    });
  }

  reload = (): void => {
    this.#again += 1;
  };

  async #read(name: N, input: Input<N>, signal: AbortSignal): Promise<void> {
    this.isLoading = true;
    const answer = await ask(name, input, signal);
    if (signal.aborted) return;
    this.isLoading = false;
    if (answer.ok) {
      this.value = answer.value;
      this.readAt = Date.now();
      this.error = null;
    } else {
      this.error = answer.error;
    }
  }
}
