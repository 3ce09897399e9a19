/** A draft that is not saved yet, kept for when its window is closed without a question: it is there again where the same architecture is opened. */
import { readLayersText } from '@recipes/check-layers'
import type { LayerSpec } from '@recipes/layer'

export type Unsaved = { readonly name: string; readonly layers: readonly LayerSpec[] }
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const key = 'plateau-unsaved-architecture'

/** @param of what the editor was opened with */
export function keepUnsaved(store: Store, of: string, { name, layers }: Unsaved): void {
  try {
    store.setItem(key, JSON.stringify({ of, name, layers }))
  } catch {
    // No room for it: the question before leaving is what is left.
  }
}

/** That of another architecture stays. */
export function forgetUnsaved(store: Store, of: string): void {
  if (readUnsaved(store, of) !== null) store.removeItem(key)
}

/** Null where there is none of this architecture, or none that can be read. */
export function readUnsaved(store: Store, of: string): Unsaved | null {
  try {
    const kept = JSON.parse(store.getItem(key) ?? 'null') as { of?: unknown; name?: unknown; layers?: unknown } | null
    if (kept === null || kept.of !== of || typeof kept.name !== 'string') return null
    const read = readLayersText(JSON.stringify(kept.layers))
    return read.ok ? { name: kept.name, layers: read.layers } : null
  } catch {
    return null
  }
}
