/** A command of a button: busy while it runs; what goes wrong is shown as a toast, or kept for the page. */
import type { ApiError, CommandName, Input, Output } from '../../../app/api/contract.js';
import { ask } from './lab-client.svelte.js';
import { showToast } from './toasts.svelte.js';

export class Command<N extends CommandName> {
  isBusy = $state(false);
  error: ApiError | null = $state.raw(null);
  readonly #name: N;
  readonly #showsErrors: boolean;

  /** `quiet`: the page shows `error` itself. */
  constructor(name: N, how: { readonly quiet?: boolean } = {}) {
    this.#name = name;
    this.#showsErrors = how.quiet !== true;
  }

  /** Answers with `undefined` when it failed. A second call while the first runs does nothing. */
  run = async (input: Input<N>, said?: string): Promise<{ readonly value: Output<N> } | undefined> => {
    if (this.isBusy) return undefined;
    this.isBusy = true;
    this.error = null;
    const answer = await ask(this.#name, input);
    this.isBusy = false;
    if (!answer.ok) {
      this.error = answer.error;
      if (this.#showsErrors) showToast('wrong', answer.error.text);
      return undefined;
    }
    if (said !== undefined) showToast('agree', said);
    return { value: answer.value };
  };
}
