import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SingleClick } from '../../../src-renderer/charts/single-click'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('a click acts once no second one has followed', () => {
  const act = vi.fn()
  const click = new SingleClick()
  click.press(0)
  click.release(act)
  vi.advanceTimersByTime(200)
  expect(act).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  expect(act).toHaveBeenCalledOnce()
})
it('neither click of a double click acts; one after a while does', () => {
  const act = vi.fn()
  const click = new SingleClick()
  click.press(0)
  click.release(act)
  click.press(120)
  click.release(act)
  vi.advanceTimersByTime(1_000)
  expect(act).not.toHaveBeenCalled()
  click.press(2_000)
  click.release(act)
  vi.advanceTimersByTime(1_000)
  expect(act).toHaveBeenCalledOnce()
})
it('a click that is cancelled does nothing', () => {
  const act = vi.fn()
  const click = new SingleClick()
  click.press(0)
  click.release(act)
  click.cancel()
  vi.advanceTimersByTime(1_000)
  expect(act).not.toHaveBeenCalled()
})
