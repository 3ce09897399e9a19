import { expect, it } from 'vitest'
import { drawInHand } from '../../../src-main/charts/hand-drawing'
import type { PanelSeries } from '../../../src-main/charts/panel'
import type { Transform } from '../../../src-main/charts/place'

const letter = 7
/** Where words are put on a canvas, from left to right, and how high. */
function wordsOf(draw: (ctx: CanvasRenderingContext2D) => void) {
  const words: { text: string; left: number; right: number; y: number }[] = []
  const state = { textAlign: 'left' }
  const ctx = new Proxy(state, {
    get: (_, name) =>
      name === 'measureText'
        ? (text: string) => ({ width: text.length * letter })
        : name === 'fillText'
          ? (text: string, x: number, y: number) => {
              const left = state.textAlign === 'left' ? x : x - text.length * letter
              words.push({ text, left, right: left + text.length * letter, y })
            }
          : name in state
            ? state[name as keyof typeof state]
            : () => undefined,
    set: (_, name, value) => Reflect.set(state, name, value),
  })
  draw(ctx as unknown as CanvasRenderingContext2D)
  return words
}

it('names the line at hand beside its end, and where other names stand there on the side from which the line does not come', () => {
  const line: PanelSeries = { id: 'a', label: 'calm-bay-24', colour: 'c1', x: [0, 1], y: [0, 0.5] }
  const plot: Transform = { left: 40, right: 300, top: 0, bottom: 200, x: [0, 1], y: [0, 1], isLog: false }
  const named = (isNamedBeside: boolean, y: readonly number[] = line.y as number[], from = 0) =>
    wordsOf((ctx) =>
      drawInHand(
        ctx,
        { hand: [{ ...line, x: [from, 1], y }], neighbours: [], baseline: null, isNamedBeside },
        plot,
        () => '#000',
        400,
      ),
    )[0]
  expect(named(false)).toMatchObject({ text: 'calm-bay-24', left: 309, y: 100 })
  expect(named(true)).toMatchObject({ text: 'calm-bay-24', right: 300, y: 86 })
  // Falling, steeply or not, level, and where the plot ends.
  expect(named(true, [0.9, 0.5], 0.8)?.y).toBe(114)
  expect(named(true, [0.51, 0.5], 0.8)?.y).toBe(114)
  expect(named(true, [0.9, 0.5])?.y).toBe(114)
  expect(named(true, [0.1, 0.5], 0.8)?.y).toBe(86)
  expect(named(true, [0.5, 0.5], 0.8)?.y).toBe(86)
  expect(named(true, [0.9, 0.02], 0.8)?.y).toBe(182)
  expect(named(true, [0.1, 0.98], 0.8)?.y).toBe(18)
})

it('leaves neighbours where they are that go up and down all over the plot, and draws calm ones', () => {
  const plot: Transform = { left: 40, right: 1040, top: 0, bottom: 600, x: [0, 100], y: [0, 1], isLog: false }
  const x = Array.from({ length: 101 }, (_, at) => at)
  const lineOf = (id: string, turns: number): PanelSeries => ({
    id,
    label: id,
    colour: id,
    x,
    y: x.map((at) => (at < turns ? at % 2 : 0.5)),
  })
  const strokesOf = (turns: number) => {
    const colours: string[] = []
    const state: Record<string, unknown> = {}
    const ctx = new Proxy(state, {
      get: (_, name) =>
        name === 'measureText'
          ? () => ({ width: 10 })
          : name === 'stroke'
            ? () => colours.push(String(state.strokeStyle))
            : name === 'getTransform'
              ? () => ({ a: 1 })
              : () => undefined,
      set: (_, name, value) => Reflect.set(state, name, value),
    })
    const neighbours = [lineOf('one', turns), lineOf('other', turns)]
    drawInHand(
      ctx as unknown as CanvasRenderingContext2D,
      { hand: [lineOf('hand', 0)], neighbours, baseline: null, isNamedBeside: false },
      plot,
      (token) => token,
      1100,
    )
    return colours.filter((colour) => colour === 'one' || colour === 'other')
  }
  expect(strokesOf(2)).toEqual(['one', 'other'])
  expect(strokesOf(60)).toEqual([])
})
