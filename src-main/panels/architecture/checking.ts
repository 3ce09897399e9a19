/** What is known of an architecture that is being edited: shapes as far as they go, and what is wrong. */
import { memoryByLayer, type LayerMemory } from '@contract/architecture-memory'
import type { ArchitectureShapes } from '@recipes/architecture'
import { findMisfit, readLayers } from '@recipes/check-layers'
import { inferLayers, type InferredLayers, type LayerMistake, type LayerRow } from '@recipes/infer-layers'
import type { LayerKind, LayerSpec, Shape } from '@recipes/layer'
import { layerKinds, layers as recipes, settingsOfLayer } from '@recipes/registry/layers'
import { fieldsOf } from './layer-fields'
import { innerAt, type Place } from './layer-tree'

export type CheckedRow = LayerRow & { readonly memory: LayerMemory }
export type CheckedArchitecture = {
  readonly rows: readonly CheckedRow[]
  /** The same by path; from the first mistake on there are none. */
  readonly known: ReadonlyMap<string, CheckedRow>
  readonly inferred: InferredLayers
  /** The first one that is at a layer. */
  readonly mistake: LayerMistake | null
  /** By path, '' for what is wrong with all of them together. */
  readonly mistakes: ReadonlyMap<string, LayerMistake>
}

/** A row as it is shown, by what it was found to be: what does not change stays the same object, and is not drawn anew. */
const shown = new WeakMap<LayerRow, CheckedRow>()

/** A block's row is another where one within it is: the row alone says what it takes. */
function withMemory(rows: readonly LayerRow[]): CheckedRow[] {
  if (rows.every((row) => shown.has(row))) return rows.flatMap((row) => shown.get(row) ?? [])
  const memory = memoryByLayer(rows)
  return rows.map((row, index) => {
    const before = shown.get(row)
    if (before !== undefined) return before
    const checked = { ...row, memory: memory[index] ?? { image: 0, weights: 0 } }
    shown.set(row, checked)
    return checked
  })
}

/** @param layers as they are written, which may be anything that was typed */
export function checkArchitecture(layers: readonly LayerSpec[], shapes: ArchitectureShapes): CheckedArchitecture {
  const read = readLayers(layers)
  const found: LayerMistake[] = read.ok ? [] : [...read.mistakes]
  const firstWrong = Math.min(...found.map(({ at }) => (at === '' ? 1 : Number.parseInt(at, 10))))
  // As they are and not as they were read, which are copies: what was found of a layer is known by its object.
  const known = read.ok ? layers : layers.slice(0, firstWrong - 1)
  const inferred = inferLayers(known, shapes.input)
  const misfit = read.ok ? findMisfit(known, shapes, inferred) : inferred.mistake
  if (misfit !== null) found.unshift(misfit)
  const rows = withMemory(inferred.rows)
  return {
    rows,
    known: new Map(rows.map((row) => [row.at, row])),
    inferred,
    mistake: found.find(({ at }) => at !== '') ?? null,
    // Of several at one layer the first is said: the next one when that is mended.
    mistakes: new Map(found.toReversed().map((mistake) => [mistake.at, mistake])),
  }
}

/** The shape that a layer at a place would be given; null where a mistake before it leaves none. */
export function inputAt(layers: readonly LayerSpec[], { list, index }: Place, input: Shape): Shape | null {
  const [first, ...rest] = list
  const before = inferLayers(layers.slice(0, first === undefined ? index : Number(first)), input).outputShape
  if (first === undefined || before === null) return before
  const inner = innerAt(layers, first, rest)
  return inner === undefined ? null : inputAt(inner.layers, { list: rest.slice(inner.keys.length), index }, before)
}

/** A new layer of a kind, as it would begin where its input has this shape. */
export function newLayer(kind: LayerKind, input: Shape): LayerSpec {
  const begun = settingsOfLayer(kind).flatMap(([key, { default: usual, start }]) =>
    usual === undefined && start !== undefined ? [[key, start(input)]] : [],
  )
  return { kind, ...(Object.fromEntries(begun) as object) } as LayerSpec
}

export type AddableLayer = {
  readonly kind: LayerKind
  readonly layer: LayerSpec
  /** What it would give there; null where it cannot stand there, or that is not known. */
  readonly gives: Shape | null
  /** What it would need there. */
  readonly needs: string
}

/** A layer with those words as settings that are choices of its own; null where a word is neither that nor in what is said of it. */
function withWords(layer: LayerSpec, words: readonly string[]): LayerSpec | null {
  const { name, help } = recipes[layer.kind]
  const said = `${name} ${layer.kind} ${help}`.toLowerCase()
  const chosen: [key: string, choice: string][] = []
  for (const word of words) {
    const choices = fieldsOf(layer).flatMap((field) => field.choices.map((choice) => [field.key, choice] as const))
    const choice =
      choices.find(([, one]) => one === word) ??
      (said.includes(word) ? undefined : choices.find(([, one]) => one.includes(word)))
    if (choice !== undefined) chosen.push([...choice])
    else if (!said.includes(word)) return null
  }
  return chosen.length === 0 ? layer : { ...layer, ...Object.fromEntries(chosen) }
}

/**
 * Every kind as it would stand at a place.
 * @param input of that place; null where it is not known
 * @param search words that are all in a layer's name, kind or help, or are choices of its settings, as "relu" is: the layer has these then
 */
export function addableLayers(input: Shape | null, search = ''): AddableLayer[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return layerKinds.flatMap((kind) => {
    const layer = withWords(newLayer(kind, input ?? [32, 32, 16]), words)
    if (layer === null) return []
    if (input === null) return [{ kind, layer, gives: null, needs: '' }]
    const { outputShape, mistake } = inferLayers([layer], input)
    return [{ kind, layer, gives: outputShape, needs: mistake?.fix ?? '' }]
  })
}
