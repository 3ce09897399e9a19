/** Drafts that are not saved yet, kept for when their window is closed without a question: each is there again where the same architecture is opened. */
import { z } from 'zod'
import { layersAsWritten } from '@recipes/check-layers'
import type { LayerSpec } from '@recipes/layer'

export type Unsaved = { readonly name: string; readonly layers: readonly LayerSpec[] }
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const key = 'plateau-unsaved-architecture'
/** The one that was kept first goes first. */
const mostKept = 20
const oneSchema = z.object({ of: z.string(), name: z.string(), layers: z.array(z.unknown()) })
type Kept = z.infer<typeof oneSchema>

/** Those that can be read, the newest at the end. Versions that kept one at most wrote it alone. */
function readAll(store: Store): Kept[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(key) ?? '[]')
    return (Array.isArray(kept) ? kept : [kept]).flatMap((one) => oneSchema.safeParse(one).data ?? [])
  } catch {
    return []
  }
}

function writeAll(store: Store, kept: readonly Kept[]): void {
  // Where there is no room for all, the oldest go; without room for one, the question before leaving is what is left.
  for (let from = Math.max(0, kept.length - mostKept); from < kept.length; from += 1)
    try {
      store.setItem(key, JSON.stringify(kept.slice(from)))
      return
    } catch {
      continue
    }
  store.removeItem(key)
}

/** @param of what the editor was opened with */
export function keepUnsaved(store: Store, of: string, { name, layers }: Unsaved): void {
  writeAll(store, [...readAll(store).filter((one) => one.of !== of), { of, name, layers: [...layers] }])
}

/** Those of other architectures stay. */
export function forgetUnsaved(store: Store, of: string): void {
  const all = readAll(store)
  const others = all.filter((one) => one.of !== of)
  if (others.length < all.length) writeAll(store, others)
}

/** Null where there is none of this architecture, or none that can be read. */
export function readUnsaved(store: Store, of: string): Unsaved | null {
  const kept = readAll(store).find((one) => one.of === of)
  // What was typed and is no value yet is there again too.
  const layers = layersAsWritten(kept?.layers)
  return kept === undefined || layers === null ? null : { name: kept.name, layers }
}
