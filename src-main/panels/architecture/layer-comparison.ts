/** Two architectures held against each other: the rows of their layer diff, what stands between their strips, and what one costs beside the other. */
import type { LayerPair } from '@model/layer-diff'
import type { InferredLayers, LayerRow } from '@recipes/infer-layers'
import { filled, layers as recipes } from '@recipes/registry/layers'
import { formatBytes, formatCount, formatParameters } from '../words/format'
import { settingsInShort, settingsTold, type ToldSetting } from './layer-fields'
import { changeWords, describeChanges, rowShape } from './layer-words'
import type { StripBox } from './strip'

/** One of the two. */
export type ComparedNetwork = { readonly name: string; readonly inferred: InferredLayers }

/** A layer beside what has become of it, or several of them that only follow, or are the same, in one row. */
export type ComparisonRow = { readonly key: string; readonly pairs: readonly [LayerPair, ...LayerPair[]] }

/** `left.at` alone is not enough for those that were added. */
const keyOf = ({ left, right }: LayerPair): string => `${left?.at ?? ''}|${right?.at ?? ''}`
const isQuiet = ({ change }: LayerPair): boolean => change === 'same' || change === 'follows'

/**
 * Rows from above to below.
 * @param folds whether neighbours that only follow, or are the same, stand in one row
 * @param opened keys of rows that are not folded all the same
 */
export function comparisonRows(
  pairs: readonly LayerPair[],
  folds: boolean,
  opened: ReadonlySet<string>,
): ComparisonRow[] {
  const groups: [LayerPair, ...LayerPair[]][] = []
  for (const pair of pairs) {
    const before = groups.at(-1)
    if (folds && before !== undefined && isQuiet(pair) && before[0].change === pair.change) before.push(pair)
    else groups.push([pair])
  }
  return groups.flatMap((group): ComparisonRow[] => {
    const key = keyOf(group[0])
    if (group.length > 1 && !opened.has(key)) return [{ key, pairs: group }]
    return group.map((pair) => ({ key: keyOf(pair), pairs: [pair] }))
  })
}

/** A setting of a layer that stands beside another; `isOther` where that has another value. */
export type ComparedSetting = ToldSetting & { readonly isOther: boolean }

/** Settings of a pair as each side says them in short: with those that differ, also where one is as usual. */
export function comparedSettings({ left, right }: LayerPair): {
  readonly left: readonly ComparedSetting[]
  readonly right: readonly ComparedSetting[]
} {
  const [before, after] = [left, right].map((row) => (row === null ? [] : settingsTold(row.layer)))
  const differing = new Set(
    left === null || right === null
      ? []
      : before?.flatMap(({ key, value }) => (after?.find((one) => one.key === key)?.value === value ? [] : [key])),
  )
  const sideOf = (row: LayerRow | null): ComparedSetting[] => {
    if (row === null) return []
    const short = new Set(settingsInShort(row.layer).map(({ key }) => key))
    return settingsTold(row.layer)
      .filter(({ key }) => short.has(key) || differing.has(key))
      .map((told) => ({ ...told, isOther: differing.has(told.key) }))
  }
  return { left: sideOf(left), right: sideOf(right) }
}

/** "32 → 48, 7 → 5" of what was changed. */
export function changeInShort(pair: LayerPair): string {
  const { left, right } = comparedSettings(pair)
  return left
    .filter(({ isOther }) => isOther)
    .map(({ key, value }) => `${value} → ${right.find((one) => one.key === key)?.value ?? ''}`)
    .join(', ')
}

/** A place of both strips: a box of either or of one, and what was changed in between. */
export type StripPlace = { readonly left: StripBox | null; readonly right: StripBox | null; readonly change: string }

/** Boxes of both networks so that those that stand for the same layers stand below each other. */
export function alignStrips(
  left: readonly StripBox[],
  right: readonly StripBox[],
  pairs: readonly LayerPair[],
): StripPlace[] {
  const partner = new Map<string, string>()
  const changes = new Map<string, string[]>()
  for (const pair of pairs) {
    if (pair.left !== null && pair.right !== null) partner.set(pair.left.at, pair.right.at)
    if (pair.change !== 'changed' || pair.left === null) continue
    // Of what is changed within a block, the block is told.
    const [top = ''] = pair.left.at.split('.')
    changes.set(top, [...(changes.get(top) ?? []), changeInShort(pair)])
  }
  const placeOf = new Map(right.flatMap(({ layers }, index) => layers.map((at) => [at, index] as const)))
  const places: StripPlace[] = []
  let next = 0
  /** Those of the right that nothing of the left stands for. */
  const passTo = (end: number): void => {
    for (; next < end; next += 1) places.push({ left: null, right: right[next] ?? null, change: 'added' })
  }
  left.forEach((box, index) => {
    const isLast = index === left.length - 1
    const found = box.layers
      .map((at) => placeOf.get(partner.get(at) ?? ''))
      .find((place) => place !== undefined && place >= next && place < right.length - 1)
    const at = index === 0 ? 0 : isLast ? right.length - 1 : found
    if (at === undefined) {
      places.push({ left: box, right: null, change: 'removed' })
      return
    }
    passTo(at)
    const change = [...new Set(box.layers.flatMap((layer) => changes.get(layer) ?? []))].join(', ')
    places.push({ left: box, right: right[at] ?? null, change })
    next = at + 1
  })
  return places
}

/** "1.63 times"; null where both are the same to the digits that are told. */
function timesWords(left: number, right: number): string | null {
  const times = right / left
  const shown = times >= 100 ? formatCount(times) : times.toFixed(2)
  return !Number.isFinite(times) || shown === '1.00' ? null : `${shown} times`
}

/** "has 175,616 more parameters and does 1.63 times the work per image", of the right one beside the left. */
export function describeCost(left: InferredLayers, right: InferredLayers): string {
  const more = right.parameters - left.parameters
  const parameters =
    more === 0
      ? 'as many parameters'
      : `${formatCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} parameter${Math.abs(more) === 1 ? '' : 's'}`
  const work = timesWords(left.multiplyAdds, right.multiplyAdds)
  return `has ${parameters} and does ${work === null ? 'as much' : work.replace('times', 'times the')} work per image`
}

/** "+5.9 %" from one number to another; nothing where they are the same or the first is 0. */
export function percentMore(left: number, right: number): string {
  if (left === right || left === 0) return ''
  const percent = (right / left - 1) * 100
  const shown = Math.abs(percent) >= 100 ? formatCount(Math.abs(percent)) : Math.abs(percent).toFixed(1)
  return shown === '0.0' ? '' : `${percent > 0 ? '+' : '−'}${shown} %`
}

/** A line of what the two cost. */
export type CostLine = {
  readonly label: string
  /** Of the one above it. */
  readonly isPart: boolean
  readonly left: string
  readonly right: string
  /** From left to right, or what it is counted for. */
  readonly note: string
}

/** Parameters of layers by what they are called, blocks by what is in them. */
function parametersByKind({ rows }: InferredLayers): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { layer, parameters } of rows) {
    const recipe = recipes[layer.kind]
    const isBlock = (recipe.inner?.(filled(layer)) ?? []).length > 0
    if (!isBlock && parameters > 0) sums.set(recipe.name, (sums.get(recipe.name) ?? 0) + parameters)
  }
  return sums
}

/** @param memory bytes of a batch, of each side */
export function costLines(
  left: InferredLayers,
  right: InferredLayers,
  memory: readonly [left: number, right: number],
  batchSize: number,
): CostLine[] {
  const [before, after] = [parametersByKind(left), parametersByKind(right)]
  const counted = (label: string, first: number, second: number, isPart = false): CostLine => ({
    ...{ label, isPart, note: percentMore(first, second) },
    ...{ left: formatCount(first), right: formatCount(second) },
  })
  return [
    counted('Parameters', left.parameters, right.parameters),
    ...[...new Set([...before.keys(), ...after.keys()])].map((name) =>
      counted(name, before.get(name) ?? 0, after.get(name) ?? 0, true),
    ),
    {
      ...{ label: 'Multiply-adds', isPart: false, note: 'per image' },
      ...{ left: formatParameters(left.multiplyAdds), right: formatParameters(right.multiplyAdds) },
    },
    {
      ...{ label: 'Memory', isPart: false, note: `batch of ${formatCount(batchSize)}` },
      ...{ left: formatBytes(memory[0]), right: formatBytes(memory[1]) },
    },
  ]
}

const hasDropout = ({ rows }: InferredLayers): boolean =>
  rows.some(({ layer }) => recipes[layer.kind].sign === 'dropout')

/** Why curves of the two may not be held against each other as they are; null where nothing is known. @param metric that both are judged by */
export function comparisonNote(left: ComparedNetwork, right: ComparedNetwork, metric: string): string | null {
  const [before, after] = [hasDropout(left.inferred), hasDropout(right.inferred)]
  if (before === after) return null
  const [one, other] = after ? [right, left] : [left, right]
  return `Only ${one.name} has dropout, so its training loss reads higher than that of ${other.name} at equal quality. Compare the two by ${metric}.`
}

const sideText = (row: LayerRow | null): string => {
  if (row === null) return ''
  const settings = settingsInShort(row.layer).map(({ label, value }) => `${label} ${value}`)
  return [`${row.at} ${recipes[row.layer.kind].name}`, ...settings, rowShape(row)].join(', ')
}

/** The comparison as text: a sentence, and a row for each layer with tabs between the two and what became of it. */
export function comparisonText(left: ComparedNetwork, right: ComparedNetwork, pairs: readonly LayerPair[]): string {
  const rows = pairs.map((pair) => [sideText(pair.left), changeWords[pair.change], sideText(pair.right)].join('\t'))
  return [
    `${right.name} ${describeCost(left.inferred, right.inferred)}, beside ${left.name}. ${describeChanges(pairs)}`,
    '',
    [left.name, 'change', right.name].join('\t'),
    ...rows,
    '',
  ].join('\n')
}
