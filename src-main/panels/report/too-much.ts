/**
 * Markdown that takes its readers too long: marked calls itself for each level of quotes and lists, and looks a block through anew at each
 * sign of emphasis.
 */

/** Levels that text of a report may have; nobody writes as many. */
const mostLevels = 20
/** Signs of emphasis in a block, up to a blank line. */
const mostSigns = 1_000

const marker = /[ \t]{0,3}(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))[ \t]?/y
const signs: ReadonlySet<string> = new Set(['*', '_', '~', '`', '[', '<'])

/** Whether a text has more levels or signs than are read as such: it is then shown as it is typed. */
export function isTooMuch(markdown: string): boolean {
  for (let line = 0; line >= 0; line = markdown.indexOf('\n', line) + 1 || -1) {
    marker.lastIndex = line
    for (let levels = 1; marker.test(markdown); levels += 1) if (levels > mostLevels) return true
  }
  let count = 0
  for (let at = 0; at < markdown.length; at += 1) {
    const sign = markdown[at] ?? ''
    if (sign === '\n' && markdown[at + 1] === '\n') count = 0
    else if (signs.has(sign)) count += 1
    if (count > mostSigns) return true
  }
  return false
}
