import { describe, expect, it, vi } from 'vitest'
import { LatePart, loadWhenIdle } from '../../../src-renderer/state/late-part.svelte'

const failing = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))

describe('a part of the window that is loaded late', () => {
  it('is loaded once, by whoever needs it first', async () => {
    const load = vi.fn(() => Promise.resolve({ default: 'a view' }))
    const part = new LatePart('Runs', load)
    expect(part.part).toBeNull()
    expect(load).not.toHaveBeenCalled()
    expect(await Promise.all([part.load(), part.load()])).toEqual(['a view', 'a view'])
    expect(await part.load()).toBe('a view')
    expect(part.part).toBe('a view')
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('says in words that it could not be loaded, and is tried anew when it is needed again', async () => {
    const load = vi.fn(() => Promise.resolve({ default: 'a view' }))
    const part = new LatePart('Runs', load.mockImplementationOnce(failing).mockImplementationOnce(failing))
    await expect(part.load()).rejects.toThrow(/^Runs could not be loaded\. /)
    expect(part.hasFailed).toBe(true)
    await expect(part.load()).rejects.toThrow(/^Runs could not be loaded\. /)
    const third = part.load()
    await Promise.resolve()
    await Promise.resolve()
    expect(part.hasFailed).toBe(false)
    expect(await third).toBe('a view')
    expect(part.part).toBe('a view')
  })

  it('comes one after the other while the window is idle, whichever of them fails', async () => {
    const order: string[] = []
    const part = (name: string, isThere = true) =>
      new LatePart(name, () => {
        order.push(name)
        return isThere ? Promise.resolve({ default: name }) : failing()
      })
    const parts = [part('Runs'), part('New run', false), part('Settings')]
    await loadWhenIdle(parts)
    expect(order).toEqual(['Runs', 'New run', 'Settings'])
    expect(parts.map((each) => each.part)).toEqual(['Runs', null, 'Settings'])
  })
})
