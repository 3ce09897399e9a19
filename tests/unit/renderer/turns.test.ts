/** Work for the window that is done a little at a time. */
import { afterEach, expect, it, vi } from 'vitest'
import { eachInTurns } from '../../../src-renderer/charts/turns'

afterEach(() => void vi.restoreAllMocks())

it('goes through many things in turns of a few milliseconds, in their order, and through few at once', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const done: number[] = []
  // Each takes a millisecond.
  const work = (item: number) => {
    now += 1
    done.push(item)
  }
  const all = Array.from({ length: 50 }, (_, at) => at)
  await eachInTurns([], work)
  const few = eachInTurns(all.slice(0, 8), work)
  expect(done).toHaveLength(8)
  await few
  done.length = 0

  const many = eachInTurns(all, work)
  expect(done).toHaveLength(8)
  // What the browser has to do comes first: the others do not follow within the same task.
  for (let at = 0; at < 100; at += 1) await Promise.resolve()
  expect(done).toHaveLength(8)
  await many
  expect(done).toEqual(all)
})

it('tells of what fails, and does nothing behind it', async () => {
  const done: number[] = []
  const work = (item: number) => {
    if (item === 2) throw new Error('no')
    done.push(item)
  }
  await expect(eachInTurns([1, 2, 3], work)).rejects.toThrow('no')
  expect(done).toEqual([1])
})
