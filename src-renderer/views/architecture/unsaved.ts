/** A draft that is not saved yet, kept for when its window is closed without a question: it is there again where the same architecture is opened. */
import { z } from 'zod'
import { readLayersText } from '@recipes/check-layers'
import type { LayerSpec } from '@recipes/layer'

export type Unsaved = { readonly name: string; readonly layers: readonly LayerSpec[] }
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const key = 'plateau-unsaved-architecture'
const schema = z.object({ of: z.string(), name: z.string(), layers: z.array(z.unknown()) })

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
    const kept = schema.safeParse(JSON.parse(store.getItem(key) ?? 'null'))
    if (!kept.success || kept.data.of !== of) return null
    const read = readLayersText(JSON.stringify(kept.data.layers))
    return read.ok ? { name: kept.data.name, layers: read.layers } : null
  } catch {
    return null
  }
}
