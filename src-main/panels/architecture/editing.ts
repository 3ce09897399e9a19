/** An architecture as it is edited: layers, what is selected, and every step back. Pure; the window holds the newest state. */
import type { LayerMistake } from '@recipes/infer-layers'
import type { LayerSpec } from '@recipes/layer'
import {
  atOf,
  innerOf,
  listAt,
  placeOfLayer,
  treeOf,
  withList,
  type ListKeys,
  type Place,
  type Renewed,
  type TreeHead,
} from './layer-tree'

type Snapshot = {
  readonly layers: readonly LayerSpec[]
  /** The path of a row; '' where there is none. */
  readonly selected: string
  /** Blocks of which nothing is shown. */
  readonly closed: ReadonlySet<LayerSpec>
}
export type Editing = Snapshot & {
  readonly past: readonly Snapshot[]
  readonly future: readonly Snapshot[]
  /** The setting that is typed: as long as it is, all of it is one step. */
  readonly typing: string | null
}

export type EditingAction =
  | { readonly type: 'select' | 'toggle'; readonly at: string }
  | { readonly type: 'add'; readonly layer: LayerSpec }
  | { readonly type: 'remove' | 'duplicate' | 'undo' | 'redo' | 'settle' }
  | { readonly type: 'move'; readonly by: 1 | -1 }
  | { readonly type: 'drop'; readonly from: string; readonly to: string; readonly edge: 'above' | 'below' }
  | { readonly type: 'set'; readonly at: string; readonly key: string; readonly value: unknown }
  | { readonly type: 'mend'; readonly mistake: LayerMistake }

/** Steps that are kept. */
const mostSteps = 500

export const startEditing = (layers: readonly LayerSpec[]): Editing => ({
  layers,
  selected: layers.length === 0 ? '' : '1',
  closed: new Set(),
  past: [],
  future: [],
  typing: null,
})

/** What is done leads to the next state; what cannot be done leaves it as it is. */
export function edit(state: Editing, action: EditingAction): Editing {
  switch (action.type) {
    case 'select':
      return { ...state, selected: action.at, typing: null }
    case 'toggle':
      return toggle(state, action.at)
    case 'settle':
      return { ...state, typing: null }
    case 'undo':
      return travel(state, 'past', 'future')
    case 'redo':
      return travel(state, 'future', 'past')
    case 'add':
      return add(state, action.layer)
    case 'remove':
      return remove(state)
    case 'duplicate':
      return duplicate(state)
    case 'move':
      return moveBy(state, action.by)
    case 'drop':
      return drop(state, action)
    case 'set':
      return set(state, action.at, { [action.key]: action.value }, `${action.at} ${action.key}`)
    case 'mend':
      return mend(state, action.mistake)
  }
}

function toggle(state: Editing, at: string): Editing {
  const place = placeOfLayer(state.layers, at)
  const layer = place && layerAt(state, place)
  if (!layer || innerOf(layer).length === 0) return state
  const closed = new Set(state.closed)
  if (!closed.delete(layer)) closed.add(layer)
  return { ...state, closed, selected: at }
}

function travel(state: Editing, from: 'past' | 'future', to: 'past' | 'future'): Editing {
  const snapshot = state[from].at(-1)
  if (snapshot === undefined) return state
  const { layers, selected, closed } = state
  return {
    ...state,
    ...snapshot,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], { layers, selected, closed }],
    typing: null,
  }
}

const layerAt = ({ layers }: Editing, { list, index }: Place): LayerSpec | undefined => listAt(layers, list)[index]
const selectedPlace = (state: Editing): Place | null => placeOfLayer(state.layers, state.selected)

/** One step further. @param typing a setting that goes on being typed in the same step */
function step(state: Editing, next: Partial<Snapshot>, renewed: Renewed, typing: string | null = null): Editing {
  const { layers, selected, closed } = state
  const goesOn = typing !== null && typing === state.typing
  return {
    layers,
    selected,
    closed: new Set([...closed].map((block) => renewed.get(block) ?? block)),
    ...next,
    past: goesOn ? state.past : [...state.past, { layers, selected, closed }].slice(-mostSteps),
    future: [],
    typing,
  }
}

/** Layers put at a place, the first of them selected. */
function insert(state: Editing, place: Place, layers: readonly LayerSpec[]): Editing {
  const renewed: Renewed = new Map()
  const next = withList(state.layers, place.list, (list) => list.toSpliced(place.index, 0, ...layers), renewed)
  return step(state, { layers: next, selected: atOf(next, place) }, renewed)
}

/** Where a layer would be put: after the selected one, or first in a list whose name is selected. */
export function placeToAdd(state: Pick<Editing, 'layers' | 'selected'>): Place {
  const place = placeOfLayer(state.layers, state.selected)
  if (place !== null) return { list: place.list, index: place.index + 1 }
  const head = selectedHead(state)
  return head === null ? { list: [], index: state.layers.length } : { list: head.list, index: 0 }
}

/** The list whose name is selected; null where that is a layer, or nothing. */
function selectedHead({ layers, selected }: Pick<Editing, 'layers' | 'selected'>): TreeHead | null {
  // A list's path ends in what tells it apart, a layer's in its number.
  if (/\d$/.test(selected) || selected === '') return null
  const row = treeOf(layers, new Set()).find(({ at }) => at === selected)
  return row?.kind === 'head' ? row : null
}

const add = (state: Editing, layer: LayerSpec): Editing => insert(state, placeToAdd(state), [layer])

function duplicate(state: Editing): Editing {
  const place = selectedPlace(state)
  const layer = place && layerAt(state, place)
  if (!place || !layer) return state
  return insert(state, { ...place, index: place.index + 1 }, [structuredClone(layer)])
}

function remove(state: Editing): Editing {
  const place = selectedPlace(state)
  const head = selectedHead(state)
  return place !== null ? replace(state, place, []) : head === null ? state : empty(state, head)
}

/** Other layers instead of one; the first of them is selected, or the one that stands there then. */
function replace(state: Editing, place: Place, by: readonly LayerSpec[]): Editing {
  const renewed: Renewed = new Map()
  const layers = withList(state.layers, place.list, (list) => list.toSpliced(place.index, 1, ...by), renewed)
  const left = listAt(layers, place.list).length
  const around = state.selected.slice(0, Math.max(0, state.selected.lastIndexOf('.')))
  const selected = left === 0 ? around : atOf(layers, { ...place, index: Math.min(place.index, left - 1) })
  return step(state, { layers, selected }, renewed)
}

/** Of a list in a block: one of more than two branches goes with its layers, any other list gets empty. */
function empty(state: Editing, { list, block, keys, count }: TreeHead): Editing {
  const [key = '', branch] = keys
  const owner = layerAt(state, block) as Readonly<Record<string, unknown>> | undefined
  const all = owner?.[key]
  if (typeof branch === 'number' && Array.isArray(all) && all.length > 2)
    return set(state, atOf(state.layers, block), { [key]: all.toSpliced(branch, 1) })
  const renewed: Renewed = new Map()
  return count === 0 ? state : step(state, { layers: withList(state.layers, list, () => [], renewed) }, renewed)
}

/** Settings of a layer; one that is undefined is left out. @param typing see {@link Editing.typing} */
function set(
  state: Editing,
  at: string,
  values: Readonly<Record<string, unknown>>,
  typing: string | null = null,
): Editing {
  const place = placeOfLayer(state.layers, at)
  const layer = place && layerAt(state, place)
  if (!place || !layer) return state
  const changed = Object.fromEntries(
    Object.entries({ ...layer, ...values }).filter(([, value]) => value !== undefined),
  ) as unknown as LayerSpec
  if (JSON.stringify(changed) === JSON.stringify(layer)) return state
  const renewed: Renewed = new Map()
  const layers = withList(state.layers, place.list, (list) => list.with(place.index, changed), renewed)
  renewed.set(layer, changed)
  return step(state, { layers, selected: at }, renewed, typing)
}

/** What a mistake's button does. */
function mend(state: Editing, { at, mend: change }: LayerMistake): Editing {
  const place = placeOfLayer(state.layers, at)
  if (place === null || change === null) return state
  if ('set' in change) return set(state, at, change.set)
  if ('replace' in change) return replace({ ...state, selected: at }, place, change.replace)
  return 'before' in change
    ? insert(state, place, change.before)
    : insert(state, { ...place, index: place.index + 1 }, change.after)
}

/** One row up or down: into a block that is open, out of the one that it is in, else past its neighbour. */
function moveBy(state: Editing, by: 1 | -1): Editing {
  const from = selectedPlace(state)
  const to = from && neighbour(state, from, by)
  return from && to ? moveTo(state, from, to) : state
}

/** Where a layer goes with one step, as a place before it was taken away; null where there is none. */
function neighbour({ layers, closed }: Editing, { list, index }: Place, by: 1 | -1): Place | null {
  const next = listAt(layers, list)[index + by]
  if (next !== undefined) {
    const inner = closed.has(next) ? undefined : innerOf(next).at(by === 1 ? 0 : -1)
    if (inner === undefined) return { list, index: by === 1 ? index + 2 : index - 1 }
    return { list: [...list, index + by, ...inner.keys], index: by === 1 ? 0 : inner.layers.length }
  }
  const around = blockAround(layers, list)
  if (around === null) return null
  const beside = around.inner[around.which + by]
  if (beside === undefined) return { ...around.block, index: by === 1 ? around.block.index + 1 : around.block.index }
  const { list: outer, index: at } = around.block
  return { list: [...outer, at, ...beside.keys], index: by === 1 ? 0 : beside.layers.length }
}

/** The block that a list is in, and which of its lists it is; null of the whole network. */
function blockAround(layers: readonly LayerSpec[], list: ListKeys) {
  for (let length = 1; length <= 2 && length < list.length; length += 1) {
    const block = { list: list.slice(0, -1 - length), index: Number(list.at(-1 - length)) }
    const owner = listAt(layers, block.list)[block.index]
    const inner = owner === undefined ? [] : innerOf(owner)
    const which = inner.findIndex(({ keys }) => keys.join() === list.slice(-length).join())
    if (which >= 0) return { block, inner, which }
  }
  return null
}

/** Takes a layer away and puts it at another place, which is not within it. */
function moveTo(state: Editing, from: Place, to: Place): Editing {
  const layer = layerAt(state, from)
  const landing = afterRemoval(to, from)
  if (!layer || landing === null) return state
  const renewed: Renewed = new Map()
  const without = withList(state.layers, from.list, (list) => list.toSpliced(from.index, 1), renewed)
  const renewedAgain: Renewed = new Map()
  const layers = withList(without, landing.list, (list) => list.toSpliced(landing.index, 0, layer), renewedAgain)
  for (const [before, after] of renewed) renewed.set(before, renewedAgain.get(after) ?? after)
  return step(state, { layers, selected: atOf(layers, landing) }, new Map([...renewedAgain, ...renewed]))
}

/** A place once a layer before it is gone; null for one within that layer. */
function afterRemoval(to: Place, from: Place): Place | null {
  const path = [...to.list, to.index]
  const at = from.list.length
  const there = path[at]
  if (from.list.some((key, index) => path[index] !== key) || typeof there !== 'number') return to
  if (there === from.index && path.length > at + 1) return null
  if (there <= from.index) return to
  const moved = path.with(at, there - 1)
  return { list: moved.slice(0, -1), index: Number(moved.at(-1)) }
}

function drop(state: Editing, { from, to, edge }: Extract<EditingAction, { type: 'drop' }>): Editing {
  const place = placeOfLayer(state.layers, from)
  const target = treeOf(state.layers, state.closed).find(({ at }) => at === to)
  if (place === null || target === undefined || from === to) return state
  const first = target.kind === 'layer' && target.isOpen === true ? innerOf(target.layer)[0] : undefined
  const landing: Place =
    target.kind === 'head'
      ? { list: target.list, index: 0 }
      : edge === 'above'
        ? target
        : first === undefined
          ? { list: target.list, index: target.index + 1 }
          : { list: [...target.list, target.index, ...first.keys], index: 0 }
  const isThere =
    landing.list.join() === place.list.join() && (landing.index === place.index || landing.index === place.index + 1)
  return isThere ? state : moveTo(state, place, { list: landing.list, index: landing.index })
}
