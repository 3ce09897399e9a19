import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Play } from '../../../src-renderer/views/run/play.svelte'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function open(count: number, position = 0) {
  const state = { count, position, shown: [] as number[], wait: null as Promise<void> | null }
  const play = new Play({
    count: () => state.count,
    position: () => state.position,
    async show(at) {
      state.position = at
      state.shown.push(at)
      if (state.wait !== null) await state.wait
    },
  })
  return { state, play }
}

describe('playing', () => {
  it('goes from what is shown to the last and stays there, and begins anew from there', async () => {
    const { state, play } = open(4, 1)
    play.play()
    expect(play.isPlaying).toBe(true)
    await vi.runAllTimersAsync()
    expect([state.shown, play.isPlaying]).toEqual([[1, 2, 3], false])
    play.play()
    await vi.runAllTimersAsync()
    expect(state.shown.slice(3)).toEqual([0, 1, 2, 3])
  })

  it('goes on through what comes while it plays', async () => {
    const { state, play } = open(2)
    play.play()
    await vi.advanceTimersByTimeAsync(0)
    state.count = 3
    await vi.runAllTimersAsync()
    expect(state.shown).toEqual([0, 1, 2])
  })

  it('leaves none out where one takes long, and stops at once when it is told to', async () => {
    const { state, play } = open(3)
    let arrive = (): void => undefined
    state.wait = new Promise((resolve) => (arrive = resolve))
    play.play()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.shown).toEqual([0])
    play.pause()
    arrive()
    await vi.runAllTimersAsync()
    expect([state.shown, play.isPlaying]).toEqual([[0], false])
  })

  it('is once, however often it is begun', async () => {
    const { state, play } = open(3)
    play.play()
    play.play()
    await vi.runAllTimersAsync()
    expect(state.shown).toEqual([0, 0, 1, 2])
  })

  it('ends where something cannot be shown, and does not begin with one place alone', async () => {
    const { state, play } = open(3)
    state.wait = Promise.reject(new Error('gone'))
    state.wait.catch(() => undefined)
    play.play()
    await vi.runAllTimersAsync()
    expect([state.shown, play.isPlaying]).toEqual([[0], false])
    const { play: alone } = open(1)
    alone.play()
    expect(alone.isPlaying).toBe(false)
  })
})
