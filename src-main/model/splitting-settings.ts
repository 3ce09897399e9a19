/** How well settings split runs into groups, and which two do it best: what rows and columns of a comparison begin with. */
import type { RunSummary } from '../contract/run'
import { isSettingKey } from '../contract/config'
import { groupValue, showSetting } from './grouping'

type Configured = Pick<RunSummary, 'config'>

/** So many cells are a grid that can be read: six by six. */
export const mostGridCells = 36
/** So many columns stand beside each other; of two settings the one with more values makes rows. */
const mostColumns = 4
/** Pairs are tried among so many settings, those that split best by themselves; of a program's hundreds the rest is not looked at. */
const [mostLookedAt, mostPaired] = [200, 12]
/** A second setting has to tell so much more apart: a share of all pairs of runs. */
const leastGain = 0.02

type Split = {
  readonly key: string
  /** The group of each run, from 0 on. */
  readonly places: Int32Array
  readonly count: number
  /** How good a grouping it makes: 1 for few large groups of runs that all have the setting, 0 where each run has its own value. */
  readonly quality: number
  readonly score: number
}

/** The share of all pairs of runs that are in different groups. */
function toldApart(sizes: Iterable<number>, runs: number): number {
  let together = 0
  for (const size of sizes) together += (size / runs) ** 2
  return 1 - together
}

function sizesOf(places: Iterable<number>): Map<number, number> {
  const sizes = new Map<number, number>()
  for (const place of places) sizes.set(place, (sizes.get(place) ?? 0) + 1)
  return sizes
}

/** Null for a setting in which no two runs differ. */
function splitBy(runs: readonly Configured[], key: string): Split | null {
  const known = new Map<string, number>()
  const places = Int32Array.from(runs, ({ config }) => {
    const value = groupValue(config, key)
    const place = known.get(value) ?? known.size
    known.set(value, place)
    return place
  })
  if (known.size < 2) return null
  const having = runs.filter(({ config }) => config[key] !== undefined).length / runs.length
  const quality = having * (1 - ((known.size - 1) / (runs.length - 1)) ** 2)
  const score = known.size > mostGridCells ? 0 : quality * toldApart(sizesOf(places).values(), runs.length)
  return { key, places, count: known.size, quality, score }
}

/** How well two settings split runs together; cells of a grid that stay empty count against it. */
function scoreTogether(left: Split, right: Split): number {
  const cells = left.count * right.count
  if (cells > mostGridCells) return 0
  const sizes = sizesOf(left.places.map((place, run) => place * right.count + (right.places[run] ?? 0)))
  const apart = toldApart(sizes.values(), left.places.length)
  // Where one follows from the other, the second says nothing.
  const alone = Math.max(...[left, right].map(({ places }) => toldApart(sizesOf(places).values(), places.length)))
  if (apart - alone < leastGain) return 0
  const empty = 1 - sizes.size / cells
  return apart * left.quality * right.quality * (1 - empty / 2)
}

/**
 * The one or two settings that split runs best into groups: many pairs of runs told apart by few groups, and no second one that follows from the first.
 * Equals are decided by the order of the keys.
 * @param keys those to choose from, in the order in which they matter: no seeds.
 * @returns rows first; empty where no two runs differ
 */
export function splittingSettings(runs: readonly Configured[], keys: readonly string[]): string[] {
  const splits = keys.slice(0, mostLookedAt).flatMap((key) => splitBy(runs, key) ?? [])
  const best = splits.toSorted((left, right) => right.score - left.score)
  const [single] = best
  if (single === undefined) return []
  // Each run has its own value of all that differs: no grouping is better, so what a person would name first.
  if (single.score === 0) return [namedFirst(runs, splits)]
  let chosen: readonly Split[] = [single]
  let most = single.score
  const paired = best.slice(0, mostPaired).filter(({ score }) => score > 0)
  const inOrder = splits.filter((split) => paired.includes(split))
  inOrder.forEach((left, at) => {
    for (const right of inOrder.slice(at + 1)) {
      const score = scoreTogether(left, right)
      if (score <= most + 1e-9) continue
      most = score
      chosen = [left, right]
    }
  })
  const [row, column] = chosen
  if (row === undefined || column === undefined) return chosen.map(({ key }) => key)
  return column.count > mostColumns && row.count < column.count ? [column.key, row.key] : [row.key, column.key]
}

/** So long is a text that says what was set; longer ones are paths and notes. */
const longestName = 24

/** Settings that Plateau knows, then short ones: paths and notes tell runs apart, and nothing of why. */
function namedFirst(runs: readonly Configured[], splits: readonly Split[]): string {
  const isShort = (key: string) => runs.every(({ config }) => showSetting(config[key], key).length <= longestName)
  const keys = splits.map(({ key }) => key)
  return keys.find((key) => isSettingKey(key)) ?? keys.find(isShort) ?? keys[0] ?? ''
}
