/** Signals, with Svelte as a window has it: outside of a browser its maps have none. */
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'

const sources = join(import.meta.dirname, '../../../node_modules/svelte/src')
// Other files of this worker have it as it is outside of a browser.
vi.resetModules()
vi.doMock('svelte/reactivity', () => import(join(sources, 'reactivity/index-client.js')))
const svelte = (await import(join(sources, 'internal/client/index.js'))) as {
  readonly effect_root: (make: () => void) => () => void
  readonly render_effect: (run: () => void) => void
  readonly flush: () => void
}
const { AwaitedMap } = await import('../../../src-renderer/state/awaited-map')
vi.doUnmock('svelte/reactivity')
vi.resetModules()

/** How often each of these keys was read anew, and what was read last. */
function readers(map: InstanceType<typeof AwaitedMap<string, number>>, keys: readonly string[]) {
  const seen = keys.map(() => [] as (number | undefined)[])
  const end = svelte.effect_root(() => {
    keys.forEach((key, at) => svelte.render_effect(() => void seen[at]?.push(map.get(key))))
  })
  const put = (change: () => void) => {
    change()
    svelte.flush()
    return seen.map((values) => [...values])
  }
  return { put, end }
}

describe('values that come one by one', () => {
  it('are told to whoever waits for them, and to nobody else', () => {
    const map = new AwaitedMap<string, number>()
    const { put, end } = readers(map, ['a', 'b'])
    expect(put(() => map.set('other', 1))).toEqual([[undefined], [undefined]])
    expect(put(() => map.set('a', 2))).toEqual([[undefined, 2], [undefined]])
    expect(put(() => map.set('b', 3))).toEqual([
      [undefined, 2],
      [undefined, 3],
    ])
    expect(map.keys()).toEqual(['a', 'b', 'other'])
    end()
  })

  it('are waited for again once they are gone', () => {
    const map = new AwaitedMap<string, number>()
    map.set('a', 1)
    map.set('b', 2)
    const { put, end } = readers(map, ['a', 'b'])
    expect(put(() => map.delete('a'))).toEqual([[1, undefined], [2]])
    expect(put(() => map.set('a', 4))).toEqual([[1, undefined, 4], [2]])
    expect(put(() => map.clear())).toEqual([
      [1, undefined, 4, undefined],
      [2, undefined],
    ])
    expect(put(() => map.set('b', 5))[1]).toEqual([2, undefined, 5])
    expect([map.has('a'), map.has('b'), map.keys()]).toEqual([false, true, ['b']])
    end()
  })
})
