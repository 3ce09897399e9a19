/** A list of layers with those within blocks, as rows that are edited: where each stands, and lists with one of them changed. */
import { innerSegment, type InnerLayers, type LayerSpec } from '@recipes/layer'
import { filled, layers as recipes } from '@recipes/registry/layers'

/** Where a list stands in the JSON of the layers: [] for all of them, [3, 'branches', 1] within the fourth. */
export type ListKeys = readonly (string | number)[]
export type Place = { readonly list: ListKeys; readonly index: number }

export type TreeLayer = Place & {
  readonly kind: 'layer'
  /** 4, and within a block 4.1. */
  readonly at: string
  readonly depth: number
  readonly layer: LayerSpec
  /** Of a block whether what is in it is shown; null of any other layer. */
  readonly isOpen: boolean | null
}
/** The name of a list within a block, where it has one or is empty. */
export type TreeHead = {
  readonly kind: 'head'
  /** 4.s: its layers are 4.s1 and so on. */
  readonly at: string
  readonly list: ListKeys
  readonly depth: number
  readonly name: string
  readonly count: number
  readonly block: Place
  /** Where the list stands in its block. */
  readonly keys: ListKeys
}
export type TreeRow = TreeLayer | TreeHead

export const innerOf = (layer: LayerSpec): readonly InnerLayers[] => recipes[layer.kind].inner?.(filled(layer)) ?? []

/** The row of each layer as it was last, which it stays where nothing of it changes: it is not drawn anew then. */
const rowsLast = new WeakMap<LayerSpec, TreeLayer>()

function rowOf(row: TreeLayer): TreeLayer {
  const last = rowsLast.get(row.layer)
  const { at, isOpen, list } = row
  if (last?.at === at && last.isOpen === isOpen && list.every((key, index) => key === last.list[index])) return last
  rowsLast.set(row.layer, row)
  return row
}

/** Rows from above to below. @param closed blocks of which nothing is shown */
export function treeOf(layers: readonly LayerSpec[], closed: ReadonlySet<LayerSpec>): TreeRow[] {
  const rows: TreeRow[] = []
  const walk = (list: readonly LayerSpec[], keys: ListKeys, path: string, depth: number): void => {
    for (const [index, layer] of list.entries()) {
      const at = `${path}${index + 1}`
      const inner = innerOf(layer)
      const isOpen = inner.length === 0 ? null : !closed.has(layer)
      rows.push(rowOf({ kind: 'layer', at, list: keys, index, depth, layer, isOpen }))
      if (isOpen !== true) continue
      for (const { segment, keys: within, name, layers: members } of inner) {
        const head = `${at}.${segment}`
        const listKeys = [...keys, index, ...within]
        const block = { list: keys, index }
        if (segment !== '' || members.length === 0)
          rows.push({
            ...{ kind: 'head', at: head, list: listKeys, depth: depth + 1 },
            ...{ name, count: members.length, block, keys: within },
          })
        walk(members, listKeys, head, depth + 1)
      }
    }
  }
  walk(layers, [], '', 0)
  return rows
}

/** The layers of a list. */
export function listAt(layers: readonly LayerSpec[], [index, ...rest]: ListKeys): readonly LayerSpec[] {
  if (index === undefined) return layers
  const inner = innerAt(layers, index, rest)
  return inner === undefined ? [] : listAt(inner.layers, rest.slice(inner.keys.length))
}

/** The list within a block at an index that the rest of the keys begins with. */
export function innerAt(layers: readonly LayerSpec[], index: string | number, rest: ListKeys): InnerLayers | undefined {
  const block = layers[Number(index)]
  return block && innerOf(block).find(({ keys }) => keys.every((key, place) => rest[place] === key))
}

/** "4.s1" of a place. */
export function atOf(layers: readonly LayerSpec[], { list, index }: Place): string {
  const [first, ...rest] = list
  if (first === undefined) return String(index + 1)
  const inner = innerAt(layers, first, rest)
  if (inner === undefined) return ''
  const within = atOf(inner.layers, { list: rest.slice(inner.keys.length), index })
  return `${Number(first) + 1}.${innerSegment(inner.keys)}${within}`
}

/** The place of "4.s1"; null where there is no such layer. */
export function placeOfLayer(layers: readonly LayerSpec[], at: string): Place | null {
  const [first = '', ...rest] = at.split('.')
  const index = Number(/\d+$/.exec(first)?.[0]) - 1
  const block = layers[index]
  if (block === undefined) return null
  const [next] = rest
  if (next === undefined) return { list: [], index }
  const inner = innerOf(block).find(({ segment }) => segment === next.replace(/\d+$/, ''))
  const within = inner && placeOfLayer(inner.layers, rest.join('.'))
  return inner && within ? { list: [index, ...inner.keys, ...within.list], index: within.index } : null
}

/** Blocks that were made anew, as one of their layers has changed, by what they were before. */
export type Renewed = Map<LayerSpec, LayerSpec>

/** The layers with one list changed. @param renewed is told of the blocks around it */
export function withList(
  layers: readonly LayerSpec[],
  [index, ...rest]: ListKeys,
  change: (list: readonly LayerSpec[]) => readonly LayerSpec[],
  renewed: Renewed,
): readonly LayerSpec[] {
  if (index === undefined) return change(layers)
  const block = layers[Number(index)]
  const inner = innerAt(layers, index, rest)
  if (block === undefined || inner === undefined) return layers
  const list = withList(inner.layers, rest.slice(inner.keys.length), change, renewed)
  const next = withValue(block, inner.keys, list) as LayerSpec
  renewed.set(block, next)
  return layers.with(Number(index), next)
}

function withValue(value: unknown, [key, ...rest]: ListKeys, end: unknown): unknown {
  if (key === undefined) return end
  if (Array.isArray(value)) return value.with(Number(key), withValue(value[Number(key)], rest, end))
  const record = value as Readonly<Record<string, unknown>>
  return { ...record, [key]: withValue(record[key], rest, end) }
}
