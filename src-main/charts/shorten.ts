/** Names of runs and settings where there is little room for them. */

/** A name that fits a width, its middle left out where it does not. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text
  for (let kept = text.length - 2; kept > 2; kept -= 1) {
    const head = Math.ceil(kept / 2)
    const candidate = `${text.slice(0, head)}…${text.slice(text.length - (kept - head))}`
    if (measure(candidate) <= width) return candidate
  }
  return text.slice(0, 1)
}
