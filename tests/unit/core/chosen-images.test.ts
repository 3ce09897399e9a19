import { describe, expect, it } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import { requireRunConfig } from '../../../src-main/contract/config'
import { shapesOf } from '../../../src-main/contract/run-data'
import { createChosenImages, type AskedImages, type ChosenSource } from '../../../src-main/core/figures/chosen-images'
import type { StoredRun } from '../../../src-main/store/runs'

const run = { id: 'a', name: 'calm-bay-1', recipe: requireRunConfig({}) } as StoredRun
const source: ChosenSource = {
  ...{ kind: 'chosen-images', run: 'a', choice: { by: 'worst', count: 1 } },
  ...{ by: 'best', at: 'last', errors: 'none' },
}

function openImages() {
  const state = { best: 2, kept: [1, 2, 5], failure: null as PlateauError | null, places: [3] }
  const asked: AskedImages[] = []
  const fileAt = (epoch: number) => ({
    ...{ kind: 'weights' as const, epoch, file: `${epoch}/weights`, bytes: 1, sha256: String(epoch) },
  })
  const images = createChosenImages({
    weights: {
      at: (_, epoch = state.best) => ({ file: fileAt(epoch), isBest: epoch === state.best }),
      all: () => state.kept.map(fileAt),
    },
    look(_, question) {
      asked.push(question)
      if (state.failure !== null) return Promise.reject(state.failure)
      return Promise.resolve({
        ...{ run: 'a', epoch: question.epoch, isBest: true, task: 'image-to-image', shapes: shapesOf({}), classes: [] },
        ...{ places: Uint32Array.from(state.places), inputs: new Uint8Array(3_072), targets: new Float32Array(784) },
        measured: { losses: new Float64Array(9), classes: null },
        at: [{ epoch: question.at, outputs: new Float32Array(784), losses: Float64Array.of(0.5) }],
      })
    },
  })
  return { images, state, asked }
}

describe('images of choice for figures', () => {
  it('are asked for once, and anew when best or last are other epochs', async () => {
    const { images, state, asked } = openImages()
    await images.prepare(run, source)
    await images.prepare(run, source)
    expect(asked).toEqual([{ epoch: 2, choice: source.choice, at: 5 }])
    expect(images.read(run, source).chosen).toMatchObject({ places: [3], by: 2, total: 9 })
    state.kept.push(6)
    await images.prepare(run, source)
    expect(images.read(run, source).samples[0]!.shown!.epoch).toBe(6)
    expect(asked).toHaveLength(2)
  })

  it('are refused with the reason whenever the figure is read, until they can be had', async () => {
    const { images, state } = openImages()
    expect(() => images.read(run, source)).toThrow('no longer at hand')
    state.failure = new PlateauError('checkpoint-corrupt', 'It is damaged.')
    await expect(images.prepare(run, source)).rejects.toThrow('It is damaged.')
    expect(() => images.read(run, source)).toThrow('It is damaged.')
    state.failure = null
    await images.prepare(run, source)
    expect(images.read(run, source).samples).toHaveLength(1)
    // Who lets go of a question hears nothing of it later.
    state.failure = new PlateauError('cancelled')
    state.best = 1
    await expect(images.prepare(run, source)).rejects.toMatchObject({ code: 'cancelled' })
    expect(images.read(run, source).samples).toHaveLength(1)
  })

  it('say so where there is no mistake to show', async () => {
    const { images, state } = openImages()
    state.places = []
    await images.prepare(run, source)
    expect(() => images.read(run, source)).toThrow('so there is no mistake to show')
  })
})
