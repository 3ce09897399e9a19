/**
 * Settings of any run as a tree: nested by the dots of their flattened keys, with branches that have one child alone joined to one row, so that fifty
 * levels in a chain are one row and not fifty. Plain data: what is drawn of it is a list of rows.
 */
import { showSetting } from '@model/values'
import type { FlatConfig, SettingValue } from '@protocol/config'

export type ConfigNode = {
  /** Unique in its tree. */
  readonly id: string
  /** What stands in its row: the part of the key that its parents do not say. */
  readonly label: string
  /** The flattened key, where a value is stored under it; null for a branch alone. */
  readonly key: string | null
  readonly value: SettingValue | undefined
  readonly children: readonly ConfigNode[]
  /** Values in it and below. */
  readonly count: number
}

export type TreeRow = {
  readonly node: ConfigNode
  /** 1 at the top. */
  readonly level: number
  /** 1-based, among `siblings`. */
  readonly position: number
  readonly siblings: number
  readonly isOpen: boolean
  readonly isHit: boolean
}

type Draft = {
  label: string
  key: string | null
  value: SettingValue | undefined
  readonly children: Map<string, Draft>
}

const emptyLabel = '""'

/** The parts of a flattened key: between its dots, but not at those that have a backslash before them (protocol/config). */
export function partsOfKey(key: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < key.length; at += 1) {
    const letter = key.charAt(at)
    const next = key.charAt(at + 1)
    if (letter === '\\' && (next === '.' || next === '\\')) {
      part += next
      at += 1
    } else if (letter === '.') {
      parts.push(part)
      part = ''
    } else part += letter
  }
  parts.push(part)
  return parts
}

const draftOf = (label: string): Draft => ({ label, key: null, value: undefined, children: new Map() })

/** In the order in which the settings were written; a branch stands where its first key does. */
export function toConfigTree(config: FlatConfig): ConfigNode[] {
  const root = draftOf('')
  for (const key of Object.keys(config)) {
    let at = root
    for (const part of partsOfKey(key)) {
      let child = at.children.get(part)
      if (child === undefined) at.children.set(part, (child = draftOf(part === '' ? emptyLabel : part)))
      at = child
    }
    // Keys that read alike are told apart before they come here; should two meet, the second is a child of the first.
    if (at.key !== null) at.children.set(key, (at = draftOf(key)))
    at.key = key
    at.value = config[key]
  }
  return [...root.children.values()].map((draft, index) => finish(draft, String(index)))
}

function finish(draft: Draft, id: string): ConfigNode {
  let { label } = draft
  let at = draft
  for (let only = onlyChild(at); only !== null; only = onlyChild(at)) {
    label = `${label}.${only.label}`
    at = only
  }
  const children = [...at.children.values()].map((child, index) => finish(child, `${id}/${index}`))
  const count = (at.key === null ? 0 : 1) + children.reduce((sum, child) => sum + child.count, 0)
  return { id, label, key: at.key, value: at.value, children, count }
}

/** The child that a branch is joined with: the only one, where it says nothing itself and the child is a branch or its last value. */
function onlyChild({ key, children }: Draft): Draft | null {
  if (key !== null || children.size !== 1) return null
  const [child] = children.values()
  return child ?? null
}

/** A value in a row: beginning and end of what is very long are in {@link valueText}. */
export function rowText(value: SettingValue | undefined): string {
  const text = typeof value === 'string' && value.length > mostRowLetters ? value.slice(0, mostRowLetters) : value
  const shown = showSetting(text)
  return shown.length > mostRowLetters ? `${shown.slice(0, mostRowLetters)}…` : text === value ? shown : `${shown}…`
}
const mostRowLetters = 200

/** A value in full, as it is copied: texts as they are, lists as JSON. */
export function valueText(value: SettingValue | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined
    ? ''
    : typeof value === 'object' && value !== null
      ? JSON.stringify(value, null, 2)
      : String(value)
}

/** Names under which authors say what a branch is: a folded one shows it. */
const namingLabels = ['name', 'kind', 'type', 'id', '_target_', 'class']

/** What a folded branch says of what is in it; empty without a name. */
export function hintOf({ key, value, children }: ConfigNode): string {
  if (key !== null) return rowText(value)
  for (const label of namingLabels) {
    const named = children.find((child) => child.label === label && child.key !== null)
    if (named !== undefined && typeof named.value === 'string') return rowText(named.value)
  }
  return ''
}

/** So many rows at most stand open before anybody has folded anything. */
const openRows = 40

/** The branches that stand open at first: in their order, as long as the rows are few. */
export function initiallyOpen(roots: readonly ConfigNode[], most: number = openRows): Set<string> {
  const open = new Set<string>()
  let rows = roots.length
  const level = [...roots]
  while (level.length > 0) {
    const node = level.shift()
    if (node === undefined || node.children.length === 0) continue
    if (rows + node.children.length > most) continue
    rows += node.children.length
    open.add(node.id)
    level.push(...node.children)
  }
  return open
}

export type TreeSearch = {
  /** Ids of nodes with a value whose key or value has the words. */
  readonly hits: ReadonlySet<string>
  /** Branches with a hit below. */
  readonly open: ReadonlySet<string>
}

/** A setting as people call it, and its value as they read it. */
export type SettingWords = { readonly label: string; readonly text: string }

/**
 * Looks for words in keys and values, small and capital letters alike. Null for no words.
 * @param wordsOf what is shown in place of a key and its value; null for itself.
 */
export function searchTree(
  roots: readonly ConfigNode[],
  words: string,
  wordsOf: (key: string) => SettingWords | null = () => null,
): TreeSearch | null {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return null
  const hits = new Set<string>()
  const open = new Set<string>()
  const visit = (node: ConfigNode): boolean => {
    const shown = node.key === null ? null : wordsOf(node.key)
    const isHit =
      node.key !== null &&
      (has(node.key, wanted) ||
        has(searchedText(node.value), wanted) ||
        (shown !== null && (has(shown.label, wanted) || has(shown.text, wanted))))
    if (isHit) hits.add(node.id)
    let isBelow = false
    for (const child of node.children) isBelow = visit(child) || isBelow
    if (isBelow) open.add(node.id)
    return isHit || isBelow
  }
  for (const node of roots) visit(node)
  return { hits, open }
}

const has = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted)
/** As it is shown, and whole. */
const searchedText = (value: SettingValue | undefined): string =>
  typeof value === 'string' ? value : showSetting(value)

/**
 * The rows of the branches that are open.
 * @param open ids of branches. While something is looked for, those with hits are open besides what a person `turned` since.
 */
export function treeRows(
  roots: readonly ConfigNode[],
  open: ReadonlySet<string>,
  search: TreeSearch | null = null,
): TreeRow[] {
  const rows: TreeRow[] = []
  const add = (nodes: readonly ConfigNode[], level: number) => {
    nodes.forEach((node, index) => {
      const isOpen = node.children.length > 0 && open.has(node.id)
      rows.push({
        node,
        level,
        position: index + 1,
        siblings: nodes.length,
        isOpen,
        isHit: search?.hits.has(node.id) ?? false,
      })
      if (isOpen) add(node.children, level + 1)
    })
  }
  add(roots, 1)
  return rows
}

export type TextPart = { readonly text: string; readonly isHit: boolean }

/** The last one that was asked for: hundreds of rows are marked with the same. */
let pattern: { readonly words: string; readonly found: RegExp } | null = null

function patternOf(words: string): RegExp {
  if (pattern?.words !== words)
    pattern = { words, found: new RegExp(words.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi') }
  return pattern.found
}

/** A text in parts, so that what was looked for can be marked. */
export function markedParts(text: string, words: string): TextPart[] {
  const wanted = words.trim()
  if (wanted === '') return [{ text, isHit: false }]
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(patternOf(wanted))) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isHit: false })
    parts.push({ text: match[0], isHit: true })
    from = match.index + match[0].length
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), isHit: false })
  return parts
}

/** Where a key of the keyboard leads in a tree (WAI-ARIA, "Tree View"). `turn` opens or folds the row. */
export type TreeMove = { readonly to: number } | { readonly turn: boolean } | null

/** @param at index of the row with the focus. @returns null for keys that a tree does not have. */
export function moveInTree(rows: readonly TreeRow[], at: number, key: string): TreeMove {
  const row = rows[at]
  if (row === undefined) return rows.length > 0 ? { to: 0 } : null
  const isBranch = row.node.children.length > 0
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(rows.length - 1, at + 1) }
    case 'ArrowUp':
      return { to: Math.max(0, at - 1) }
    case 'PageDown':
      return { to: Math.min(rows.length - 1, at + pageRows) }
    case 'PageUp':
      return { to: Math.max(0, at - pageRows) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: rows.length - 1 }
    case 'ArrowRight':
      return !isBranch ? null : row.isOpen ? { to: at + 1 } : { turn: true }
    case 'ArrowLeft':
      return isBranch && row.isOpen ? { turn: false } : { to: parentOf(rows, at) }
    default:
      return null
  }
}
const pageRows = 10

function parentOf(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1
  for (let index = at - 1; index >= 0; index -= 1) if ((rows[index]?.level ?? 1) < level) return index
  return at
}

/** The next row whose label begins with what was typed, round from the one behind `at`; -1 for none. */
export function findByLabel(
  rows: readonly TreeRow[],
  at: number,
  typed: string,
  labelOf: (node: ConfigNode) => string = ({ label }) => label,
): number {
  const wanted = typed.toLowerCase()
  for (let step = 1; step <= rows.length; step += 1) {
    const index = (at + step) % rows.length
    const row = rows[index]
    if (row !== undefined && labelOf(row.node).toLowerCase().startsWith(wanted)) return index
  }
  return -1
}
