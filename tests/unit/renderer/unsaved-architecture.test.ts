import { describe, expect, it } from 'vitest'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { forgetUnsaved, keepUnsaved, readUnsaved } from '../../../src-renderer/views/architecture/unsaved'

const layers: LayerSpec[] = [{ kind: 'flatten' }, { kind: 'dense', units: 784 }]

/** What a browser keeps, full after some characters. */
function storeOf(room = Infinity) {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => void kept.delete(key),
    setItem(key: string, value: string) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
  }
}

describe('an architecture that is not saved', () => {
  it('is there again where the same one is opened, and not where another is', () => {
    const store = storeOf()
    keepUnsaved(store, 'mine', { name: 'mine, once more', layers })
    expect(readUnsaved(store, 'mine')).toEqual({ name: 'mine, once more', layers })
    expect(readUnsaved(store, 'other')).toBeNull()
    // With what was typed and is no value yet.
    const typed = [{ kind: 'dense', units: 'x' }] as unknown as LayerSpec[]
    keepUnsaved(store, 'typed', { name: 'typed', layers: typed })
    expect(readUnsaved(store, 'typed')).toEqual({ name: 'typed', layers: typed })
    forgetUnsaved(store, 'other')
    expect(readUnsaved(store, 'mine')).not.toBeNull()
    forgetUnsaved(store, 'mine')
    expect(readUnsaved(store, 'mine')).toBeNull()
  })

  it.each(['', '{', 'null', '[]', '{"of":"mine","name":"mine","layers":[{"kind":"what"}]}'])(
    'is none where what is kept is %j',
    (text) => {
      const store = storeOf()
      keepUnsaved(store, 'mine', { name: 'mine', layers })
      for (const key of store.kept.keys()) store.kept.set(key, text)
      expect(readUnsaved(store, 'mine')).toBeNull()
    },
  )

  it('is kept beside those of others, of which the oldest go once they are many or there is no room', () => {
    const store = storeOf()
    for (let count = 0; count < 25; count += 1) keepUnsaved(store, String(count), { name: `${count}`, layers })
    keepUnsaved(store, '7', { name: 'seven', layers })
    expect([4, 5, 7, 24].map((of) => readUnsaved(store, String(of))?.name)).toEqual([undefined, '5', 'seven', '24'])
    const small = storeOf(200)
    for (const of of ['a', 'b', 'c']) keepUnsaved(small, of, { name: of, layers })
    expect(readUnsaved(small, 'c')?.name).toBe('c')
    expect(readUnsaved(small, 'a')).toBeNull()
  })

  it('of a version that kept one alone is there', () => {
    const store = storeOf()
    keepUnsaved(store, 'other', { name: 'other', layers })
    for (const key of store.kept.keys()) store.kept.set(key, JSON.stringify({ of: 'mine', name: 'mine', layers }))
    expect(readUnsaved(store, 'mine')).toEqual({ name: 'mine', layers })
  })

  it('does without room for it', () => {
    const store = storeOf(10)
    keepUnsaved(store, 'mine', { name: 'mine', layers })
    expect(readUnsaved(store, 'mine')).toBeNull()
  })
})
