/** Names that are too long lose their beginning: of `com.example.app.SyncService` the end tells most. */
/** What of a canvas is needed to measure. */
export interface Measure {
  readonly font: string;
  readonly measureText: (text: string) => { readonly width: number };
}

/** Names are drawn in every frame and measured once. */
const known = new Map<string, string>();
const MOST_KNOWN = 2_000;

function fit(measure: Measure, text: string, width: number): string {
  if (measure.measureText(text).width <= width) return text;
  const characters = Array.from(text);
  let low = 1;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (measure.measureText(`…${characters.slice(middle).join('')}`).width <= width) high = middle;
    else low = middle + 1;
  }
  return `…${characters.slice(low).join('')}`;
}

/** The name as shown, not wider than `width` pixels in the font that is set. */
export function fitName(measure: Measure, name: string, width: number): string {
  const key = `${measure.font} ${width} ${name}`;
  const made = known.get(key);
  if (made !== undefined) return made;
  if (known.size >= MOST_KNOWN) known.clear();
  const fitted = fit(measure, name, width);
  known.set(key, fitted);
  return fitted;
}
