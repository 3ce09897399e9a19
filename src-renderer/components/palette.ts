/** What the command palette offers, and which of it a few typed letters mean. */
export const paletteGroups = ['Query', 'Commands', 'Runs', 'Views', 'Projects'] as const
export type PaletteGroup = (typeof paletteGroups)[number]

export type PaletteEntry = {
  readonly id: string
  readonly group: PaletteGroup
  readonly label: string
  /** What else is known of it: a run's settings, the part of the window that a key belongs to. */
  readonly note?: string
  /** The key that does the same, as `KeyCommand` writes it. */
  readonly keys?: string
  /** It changes what was typed, which is gone on with. */
  readonly staysOpen?: boolean
  readonly run: () => void
}

export type PaletteSection = {
  readonly group: PaletteGroup
  readonly entries: readonly PaletteEntry[]
  /** How many more match. */
  readonly more: number
}

/** Rows that one group shows at most: more are found by typing on. */
const mostRows = 30

/** 0: it begins with the text; 1: words of it begin with the typed ones; 2: it holds them; null: it does not match. */
function rankOf({ label, note = '' }: PaletteEntry, text: string, words: readonly string[]): number | null {
  const lower = label.toLowerCase()
  const all = `${lower} ${note.toLowerCase()}`
  if (!words.every((word) => all.includes(word))) return null
  if (lower.startsWith(text)) return 0
  const parts = lower.split(/[^\p{L}\p{N}_]+/u)
  return words.every((word) => parts.some((part) => part.startsWith(word))) ? 1 : 2
}

/**
 * Entries that hold every word of the text, in their groups: best matches first, and the group with the best of them; without a
 * text, all in the order in which they are given.
 */
export function findEntries(entries: readonly PaletteEntry[], typed: string): PaletteSection[] {
  const text = typed.trim().toLowerCase()
  const words = text.split(/\s+/).filter(Boolean)
  const sections = paletteGroups.flatMap((group) => {
    const ranked = entries
      .filter((entry) => entry.group === group)
      .flatMap((entry) => {
        const rank = rankOf(entry, text, words)
        return rank === null ? [] : [{ entry, rank }]
      })
      .sort((left, right) => left.rank - right.rank)
    const [first] = ranked
    if (!first) return []
    const shown = ranked.slice(0, mostRows).map(({ entry }) => entry)
    return [{ rank: first.rank, section: { group, entries: shown, more: ranked.length - shown.length } }]
  })
  return sections.sort((left, right) => left.rank - right.rank).map(({ section }) => section)
}
