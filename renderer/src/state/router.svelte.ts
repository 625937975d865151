/** Where the window is. */
import { parseRoute, type Route } from './route.js';

let present = $state.raw<Route>(parseRoute(location.hash));

addEventListener('hashchange', () => {
  present = parseRoute(location.hash);
});

/** The present route; read in markup or in an effect it follows the address. */
export function route(): Route {
  return present;
}

/** Goes to an address of `hrefTo`. */
export function goTo(href: string): void {
  location.hash = href;
}

/** Puts an address in the place of the present one: no step back leads to that. */
export function replaceAddress(href: string): void {
  history.replaceState(null, '', href);
  present = parseRoute(location.hash);
}
