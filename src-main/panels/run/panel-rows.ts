/**
 * The panels of any run's page: sections by the part of a key before its slash, and how they lie in rows. A row has a height that is known before
 * anything is drawn, so that of three thousand series only those in sight are made.
 */
import { describeMetric } from '@contract/metrics'
import { directionOf, type Directions } from '@model/directions'

export type SeriesSection = {
  readonly name: string
  /** As it stands above the panels: with the slash, where the keys have one. */
  readonly title: string
  /** In the order in which they were first written. */
  readonly keys: readonly string[]
}

/** Names that authors give what they judge a run by, and what it learns on. */
const judging = new Set(['val', 'valid', 'validation', 'eval', 'dev', 'test'])
const learning = new Set(['train', 'training', 'fit'])
/** What the machine says comes last. */
const machines = new Set(['system', 'sys', 'gpu', 'cpu', 'hardware', 'machine'])

/** Whether a section is of what a run learns on, where the last value says more than the best. */
export const isLearning = (name: string): boolean => learning.has(name.toLowerCase())

/** Keys without a slash are in the sections of the catalogue. */
function rankOf({ name, keys }: SeriesSection, directions?: Directions): number {
  const word = name.toLowerCase()
  // What epochs are counted by is an axis first of all.
  if (keys.every((key) => key === 'epoch')) return 6
  if (machines.has(word)) return 5
  if (learning.has(word)) return 3
  // A section that says nothing of how good the run is does not lead, whatever its name.
  if (!keys.some((key) => directionOf(key, directions) !== 'none')) return 4
  return judging.has(word) ? 0 : word === 'metrics' ? 1 : word === 'loss' ? 2 : 4
}

/**
 * What a run is judged by, then how it learned, then all else in the order in which it was written, then its machine.
 * @param keys of the run's series, in the order in which they were first written.
 * @param hidden those that its author keeps out of what is made by itself: a section of their own at the end, folded until it is opened
 */
export function sectionsOf(
  keys: readonly string[],
  directions?: Directions,
  hidden: readonly string[] = [],
): SeriesSection[] {
  const isHidden = new Set(hidden)
  const shown = keys.filter((key) => !isHidden.has(key))
  const rest = keys.filter((key) => isHidden.has(key))
  const last = rest.length === 0 ? [] : [{ name: hiddenSection, title: 'Hidden by the program', keys: rest }]
  return [...shownSections(shown, directions), ...last]
}

/** No section of an author's has this name: sections have no slash. */
const hiddenSection = '/hidden'

function shownSections(keys: readonly string[], directions?: Directions): SeriesSection[] {
  const byName = new Map<string, string[]>()
  for (const key of keys) {
    const { section } = describeMetric(key)
    const known = byName.get(section)
    if (known) known.push(key)
    else byName.set(section, [key])
  }
  return [...byName]
    .map(([name, own]) => ({
      name,
      title: own.some((key) => key.startsWith(`${name}/`)) ? `${name}/` : name,
      keys: own,
    }))
    .sort((left, right) => rankOf(left, directions) - rankOf(right, directions))
}

/** So many panels stand open before anybody has folded anything: more would be scrolled past by nobody. */
const openPanels = 60

/** Sections that are folded at first: those behind the bound. The first never is. */
export function initiallyFolded(sections: readonly SeriesSection[], most: number = openPanels): Set<string> {
  const folded = new Set<string>()
  let shown = 0
  sections.forEach(({ name, keys }, index) => {
    if (name === hiddenSection || (index > 0 && shown + keys.length > most)) folded.add(name)
    else shown += keys.length
  })
  return folded
}

/** Of twelve. */
type Cell = { readonly columns: number }
export type HeadCell = Cell & { readonly section: SeriesSection; readonly isFolded: boolean }
export type PanelCell = Cell & { readonly key: string; readonly section: string }

export type PanelRow = { readonly id: string; readonly height: number } & (
  | { readonly kind: 'heads'; readonly cells: readonly HeadCell[] }
  | { readonly kind: 'panels'; readonly cells: readonly PanelCell[] }
  | { readonly kind: 'what-if' }
)

export type RowHeights = {
  readonly head: number
  readonly first: number
  readonly other: number
  readonly whatIf: number
  readonly whatIfTall: number
}
/** In pixels, without the gaps between rows. */
export const rowHeights: RowHeights = { head: 28, first: 190, other: 146, whatIf: 38, whatIfTall: 62 }
export const rowGap = 8

/** From so many pixels on the sentence of what-if stands beside its controls. */
export const wideWhatIf = 960

/** How many panels stand beside each other in so many pixels. */
export const columnsFor = (width: number): 1 | 2 | 4 => (width >= 860 ? 4 : width >= 440 ? 2 : 1)

type Laying = {
  readonly sections: readonly SeriesSection[]
  readonly folded: ReadonlySet<string>
  readonly columns: 1 | 2 | 4
  /** The sentence of what-if stands under its controls, where both have no room beside each other. */
  readonly isWhatIfTall?: boolean
  readonly directions?: Directions
}

/**
 * The rows. The first section is larger, and its first panel twice as wide; short sections stand two beside each other; the bar of what-if lies under
 * the first row with a metric that has a best.
 */
export function layPanelRows({ sections, folded, columns, isWhatIfTall = false, directions }: Laying): PanelRow[] {
  const rows: PanelRow[] = []
  let hasWhatIf = false
  const addPanels = (id: string, height: number, cells: readonly PanelCell[]) => {
    rows.push({ kind: 'panels', id, height, cells })
    if (hasWhatIf || !cells.some(({ key }) => directionOf(key, directions) !== 'none')) return
    rows.push({ kind: 'what-if', id: 'what-if', height: isWhatIfTall ? rowHeights.whatIfTall : rowHeights.whatIf })
    hasWhatIf = true
  }
  let at = 0
  while (at < sections.length) {
    const section = sections[at]
    if (section === undefined) break
    const next = sections[at + 1]
    const isPair = at > 0 && columns === 4 && next !== undefined && isShort(section, folded) && isShort(next, folded)
    const pair = isPair ? [section, next] : [section]
    rows.push({
      kind: 'heads',
      id: `head ${section.name}`,
      height: rowHeights.head,
      cells: pair.map((one) => ({ section: one, isFolded: folded.has(one.name), columns: 12 / pair.length })),
    })
    if (isPair) addPanels(`panels ${section.name}`, rowHeights.other, pair.flatMap(shortCells))
    else if (!folded.has(section.name))
      linesOf(section, at === 0, columns).forEach((cells, line) =>
        addPanels(`panels ${section.name} ${line}`, at === 0 ? rowHeights.first : rowHeights.other, cells),
      )
    at += pair.length
  }
  return rows
}

const isShort = ({ name, keys }: SeriesSection, folded: ReadonlySet<string>): boolean =>
  keys.length <= 2 && !folded.has(name)

function shortCells({ name, keys }: SeriesSection): PanelCell[] {
  return keys.map((key) => ({ key, section: name, columns: 6 / keys.length }))
}

function linesOf({ name, keys }: SeriesSection, isFirst: boolean, columns: 1 | 2 | 4): PanelCell[][] {
  const lines: PanelCell[][] = []
  const cellOf = (key: string, width: number): PanelCell => ({ key, section: name, columns: width })
  let rest = keys
  if (isFirst && columns === 4) {
    const [one, two] = keys
    if (one !== undefined) lines.push(two === undefined ? [cellOf(one, 12)] : [cellOf(one, 8), cellOf(two, 4)])
    rest = keys.slice(2)
  }
  // Few stand wide, so that no place is empty beside them.
  const across = Math.min(columns, Math.max(1, rest.length))
  const width = isFirst && columns === 4 ? 12 / Math.min(3, across) : 12 / across
  const inLine = Math.round(12 / width)
  for (let from = 0; from < rest.length; from += inLine)
    lines.push(rest.slice(from, from + inLine).map((key) => cellOf(key, width)))
  return lines
}

/** Where each row begins, in pixels; one more for where the last ends. */
export function rowOffsets(rows: readonly PanelRow[]): number[] {
  const offsets = [0]
  for (const { height } of rows) offsets.push((offsets.at(-1) ?? 0) + height + rowGap)
  return offsets
}

/** The rows that lie within a stretch of pixels. @returns from, and one past the last. */
export function rowsWithin(offsets: readonly number[], top: number, bottom: number): { from: number; to: number } {
  const count = offsets.length - 1
  const firstBehind = (wanted: number): number => {
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((offsets[middle + 1] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
  const from = firstBehind(top)
  let to = from
  while (to < count && (offsets[to] ?? 0) < bottom) to += 1
  return { from, to }
}
