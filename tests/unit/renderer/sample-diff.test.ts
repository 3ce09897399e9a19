import { describe, expect, it, vi } from 'vitest'
import { dataSourceOf, shapesOf } from '../../../src-main/contract/run-data'
import type { RunSamples } from '../../../src-main/contract/api'
import type { Client } from '../../../src-main/contract/transport'
import { imageOf, inputPixels, meanSquaredError, outputPixels } from '../../../src-main/panels/samples/pixels'
import { colourAt, inkOn, parseHex, type Rgb } from '../../../src-main/panels/samples/sequential-scale'
import {
  colourOfError,
  errorsOf,
  indicesOfLeast,
  movePixel,
  orderValues,
  toPixelTable,
} from '../../../src-main/panels/samples/sample-diff'
import { SampleDiffState } from '../../../src-renderer/views/samples/sample-diff.svelte'

const grey = [28, 28, 1] as const
const colour = [32, 32, 3] as const

describe('the scale', () => {
  const scale: Rgb[] = [
    [0, 0, 0],
    [100, 0, 0],
    [200, 100, 50],
  ]
  it('lies straight between its steps and ends at its ends', () => {
    expect(colourAt(scale, 0.25)).toEqual([50, 0, 0])
    expect(colourAt(scale, 2)).toEqual([200, 100, 50])
    expect(colourAt(scale, -1)).toEqual([0, 0, 0])
    expect(colourAt(scale, Number.NaN)).toEqual([0, 0, 0])
  })
  it('reads colours as the tokens have them, and refuses others', () => {
    expect(parseHex(' #dd93ab ')).toEqual([221, 147, 171])
    expect(() => parseHex('red')).toThrow(RangeError)
  })
  it('has text in the colour that is read better', () => {
    expect(inkOn([247, 242, 243])).toBe('#111213')
    expect(inkOn([82, 16, 46])).toBe('#ffffff')
  })
  it('is one for all errors: zero at its beginning, or in its middle when signs are shown', () => {
    expect(colourOfError(scale, 'absolute', 0)).toEqual([0, 0, 0])
    expect(colourOfError(scale, 'absolute', 0.2)).toEqual([100, 0, 0])
    expect(colourOfError(scale, 'signed', 0)).toEqual([100, 0, 0])
    expect(colourOfError(scale, 'signed', -0.4)).toEqual([0, 0, 0])
    expect(colourOfError(scale, 'absolute', 9)).toEqual([200, 100, 50])
  })
})

describe('pictures', () => {
  it('takes the right bytes of several images', () => {
    const targets = Float32Array.from({ length: 2 * 784 }, (_, index) => (index < 784 ? 0 : 1))
    expect(outputPixels(imageOf(targets, 1, grey), grey).bytes.slice(0, 4)).toEqual(
      Uint8ClampedArray.of(255, 255, 255, 255),
    )
    const inputs = Uint8Array.from({ length: 2 * 3_072 }, (_, index) => (index < 3_072 ? 0 : 1 + (index % 3)))
    expect(inputPixels(imageOf(inputs, 1, colour), colour).bytes.slice(4, 8)).toEqual(
      Uint8ClampedArray.of(1, 2, 3, 255),
    )
  })
  it('holds outputs against targets', () => {
    const target = new Float32Array(784).fill(0.5)
    const output = new Float32Array(784).fill(0.25)
    expect(meanSquaredError(output, target)).toBe(0.0625)
    expect(errorsOf('signed', output, target, grey)[7]).toBe(-0.25)
    expect(errorsOf('absolute', output, target, grey)[7]).toBe(0.25)
  })
})

describe('the table', () => {
  it('marks the least, and all that share it', () => {
    expect([...indicesOfLeast([0.2, 0.1, null, 0.1])]).toEqual([1, 3])
    expect(indicesOfLeast([null, Number.NaN]).size).toBe(0)
  })
  it('keeps a pixel inside its picture and the images', () => {
    const at = { image: 0, x: 0, y: 27 }
    expect(movePixel(at, 'ArrowLeft', false, 8, grey)).toEqual(at)
    expect(movePixel(at, 'ArrowRight', true, 8, grey)).toEqual({ ...at, x: 7 })
    expect(movePixel(at, 'ArrowDown', false, 8, grey)).toEqual(at)
    expect(movePixel(at, 'PageDown', false, 8, grey)).toEqual({ ...at, image: 1 })
    expect(movePixel(at, 'PageUp', false, 8, grey)).toEqual(at)
    expect(movePixel(at, 'a', false, 8, grey)).toBeNull()
  })
  it('copies the pixel of every run, the one that is pointed at first', () => {
    const value = (run: string, error: number) => ({ run, name: run, epoch: 3, output: 0.5 + error, error })
    const ordered = orderValues([value('a', 0.3), value('b', -0.1), value('c', 0.2)], 'c')
    expect(ordered.map(({ run }) => run)).toEqual(['c', 'b', 'a'])
    expect(toPixelTable({ image: 6, x: 21, y: 9 }, 0.5, ordered).split('\n')[1]).toBe('c\t3\t6\t21\t9\t0.5\t0.7\t0.2')
  })
})

describe('the epochs of several runs', () => {
  const outputs = (epoch: number) => ({ epoch, outputs: new Float32Array(8 * 784).fill(epoch) })
  const samples = (run: string, last: number): RunSamples => ({
    run,
    count: 8,
    shapes: shapesOf({}),
    task: 'image-to-image' as const,
    names: dataSourceOf({}).sampleNames,
    classes: dataSourceOf({}).classes,
    inputs: new Uint8Array(8 * 3_072),
    targets: new Float32Array(8 * 784),
    best: outputs(1),
    last: outputs(last),
    epochs: Int32Array.from({ length: last }, (_, index) => index + 1),
  })
  const request = vi.fn((name: string, input: { run: string; epoch?: number }) =>
    Promise.resolve(
      name === 'samples.at' ? outputs(input.epoch ?? 0) : samples(input.run, input.run === 'long' ? 9 : 4),
    ),
  )
  const shown = (diff: SampleDiffState) => diff.columns.map(({ player }) => player.outputs?.epoch)

  it('begins at the last that all have; beyond its end a run shows its last', async () => {
    const diff = new SampleDiffState({ request } as unknown as Client)
    await diff.setRuns(['long', 'short'])
    expect([diff.epoch, diff.lastEpoch, shown(diff)]).toEqual([4, 9, [4, 4]])
    await diff.goTo(7)
    expect(shown(diff)).toEqual([7, 4])
    await diff.goTo(99)
    expect([diff.epoch, shown(diff)]).toEqual([9, [9, 4]])
    await diff.choose('best')
    expect(shown(diff)).toEqual([1, 1])
  })

  it('plays to the last epoch and stops there', async () => {
    vi.useFakeTimers()
    const diff = new SampleDiffState({ request } as unknown as Client)
    await diff.setRuns(['short', 'long'])
    await diff.goTo(8)
    diff.play()
    expect(diff.isPlaying).toBe(true)
    await vi.advanceTimersByTimeAsync(5_000)
    expect([diff.isPlaying, diff.epoch, shown(diff)]).toEqual([false, 9, [4, 9]])
    vi.useRealTimers()
  })

  it('says what could not be read, and shows the others', async () => {
    const failing = vi.fn((name: string, input: { run: string }) =>
      input.run === 'gone' ? Promise.reject(new Error('Gone.')) : request(name, input),
    )
    const diff = new SampleDiffState({ request: failing } as unknown as Client)
    await diff.setRuns(['gone', 'long'])
    expect(diff.columns.map(({ error }) => error?.message)).toEqual(['Gone.', undefined])
    expect(shown(diff)).toEqual([undefined, 9])
  })
})
