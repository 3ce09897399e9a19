/** What panels show while the answers to their queries are on their way: what they showed before, so that none is empty in between. */

/** By panel: its line; undefined without one. */
export type PanelLines = ReadonlyMap<string, string | undefined>

/**
 * By line that is not answered yet: what the panel that has it showed before; null for all runs.
 * @param before lines of the panels until now: one that was not there goes on with nothing.
 * @param former what was shown for lines that were not answered either.
 */
export function formerAnswers<Answer>(
  lines: PanelLines,
  before: PanelLines,
  answers: ReadonlyMap<string, Answer>,
  former: ReadonlyMap<string, Answer | null>,
): ReadonlyMap<string, Answer | null> {
  const next = new Map<string, Answer | null>()
  for (const [panel, line] of lines) {
    if (line === undefined || answers.has(line)) continue
    const old = before.get(panel)
    const shown = !before.has(panel)
      ? undefined
      : old === undefined
        ? null
        : old === line
          ? former.get(line)
          : (answers.get(old) ?? former.get(old))
    if (shown !== undefined) next.set(line, shown)
  }
  return next
}
