import { describe, expect, it, vi } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import type { Client } from '../../../src-main/contract/transport'
import { binOf, errorBins } from '../../../src-main/maths/error-histogram'
import { replay } from '../../../src-main/maths/replay'
import {
  betaRow,
  betasOfTable,
  cloneChanges,
  coarseBins,
  describeBeta,
  describeConsequence,
  describeErrors,
  showShare,
  sizeOfShare,
} from '../../../src-main/panels/losses/losses'
import { threeBetas } from '../../../src-renderer/views/losses/three-betas'
import { isAscending } from '../../../src-main/charts/ranges'
import { gradientPanel, lossPanel } from '../../../src-main/panels/losses/panels'
import { ResidualState } from '../../../src-renderer/views/losses/residuals.svelte'
import { lastReset } from '../../../src-main/panels/run/early-stopping-track'
import { expandGrid } from '../../../src-main/contract/grid'
import { resolveRunConfig } from '../../../src-main/contract/config'
import { fakeRun } from '../../support/fake-run'
import { settled } from '../../support/wait'

/** Counts of these errors, so many times each. */
function countsOf(errors: readonly (readonly [error: number, times: number])[]): Float64Array {
  const counts = new Float64Array(errorBins.count)
  for (const [error, times] of errors) counts[binOf(error)]! += times
  return counts
}
const say = (parts: ReturnType<typeof describeBeta>) => parts.map(({ text }) => text).join('')
const small = countsOf([
  [0.05, 600],
  [-0.05, 390],
  [0.5, 10],
])

describe('errors against beta', () => {
  it('is half of MSE where all errors are below beta = 1', () => {
    expect(betaRow(small, 1)).toMatchObject({ below: 1, above: 0 })
    expect(betaRow(small, 1).ratio).toBeCloseTo(0.5, 12)
    expect(say(describeBeta(small, 1))).toBe(
      '100% of this run’s errors are below beta = 1, where Smooth L1 is half of MSE.',
    )
    expect(describeConsequence(small, 1, 'adam')).toContain('Adam cancels out a constant factor')
    expect(describeConsequence(small, 1, 'sgd')).toContain(
      'SGD: under SGD, Smooth L1 is the same as MSE at half the learning rate',
    )
    expect(describeConsequence(small, 1, 'sgd')).toContain('2 times the change in MSE')
  })

  it('says which beta would make a difference, and what one does', () => {
    expect(describeErrors(small, 1)).toBe(
      '99% are below 0.051: only a beta below that would change the comparison. No error of this run exceeds 1.',
    )
    expect(say(describeBeta(small, 0.1))).toBe(
      '1.0% of this run’s errors are above beta = 0.1, where Smooth L1 is linear.',
    )
    expect(describeConsequence(small, 0.02, 'adam')).toContain('Train three seeds of each')
    expect(describeErrors(countsOf([[1.5, 1]]), 1)).toContain('Its largest error is 1.5')
  })

  it('says what is known without a run', () => {
    expect(say(describeBeta(null, 0.1))).toBe('For errors below beta = 0.1, Smooth L1 is 5 times MSE.')
    expect(describeConsequence(null, 0.1, 'adam')).toContain('Measure a run’s errors')
  })

  it('never rounds a share to all or nothing', () => {
    expect([0, 1e-6, 4e-4, 0.208, 0.999_97, 1].map(showShare)).toEqual([
      '0%',
      'under 0.01%',
      '0.04%',
      '20.8%',
      'over 99.99%',
      '100%',
    ])
    expect(sizeOfShare(new Float64Array(errorBins.count), 0.5)).toBeNaN()
  })

  it('has the chosen beta in the table once', () => {
    expect(betasOfTable(0.1)).toEqual([1, 0.4, 0.2, 0.1, 0.05])
    expect(betasOfTable(0.3)).toContain(0.3)
  })

  it('offers runs that can be trained', () => {
    expect(cloneChanges(1)).toEqual({ loss: 'smooth-l1', beta: 0.1 })
    const start = threeBetas(fakeRun('a', {}, { loss: 'huber', delta: 0.3 }), 0.5)
    const configs = expandGrid(start.base, start.axes)
    expect(configs.map(({ beta }) => beta)).toEqual([1, 0.5, 0.1])
    expect(configs.map((config) => resolveRunConfig(config).ok)).toEqual([true, true, true])
  })
})

describe('the panels', () => {
  it('draw the chosen losses over the distribution, whose highest bin stays below their labels', () => {
    const shown = { kinds: new Set(['mse', 'smooth-l1'] as const), beta: 0.1, delta: 1 }
    const { series, zones } = lossPanel(shown, { name: 'a', colourSlot: 0, counts: small })
    expect(series.map(({ id }) => id)).toEqual(['errors', 'mse', 'smooth-l1'])
    expect(Math.max(...Array.from(series[0]!.band!.high))).toBe(0.85)
    // A band whose x falls anywhere is not drawn.
    expect(isAscending(series[0]!.x)).toBe(true)
    expect([series[0]!.x[0], series[0]!.x[series[0]!.x.length - 1]]).toEqual([-1, 1])
    expect(zones).toEqual([{ from: -0.1, to: 0.1 }])
    const [mse, smooth] = gradientPanel(shown).series
    expect([mse!.y[400], smooth!.y[400], smooth!.y[200]]).toEqual([2, 1, 0])
  })
  it('count what lies beyond the axis', () => {
    expect(
      coarseBins(
        countsOf([
          [1.2, 3],
          [-1.7, 1],
          [0, 5],
        ]),
      ),
    ).toMatchObject({ outside: 4 })
  })
})

describe('measuring in the window', () => {
  const residuals = { run: 'a', epoch: 3, images: 8, counts: small }
  const stateOver = (answer: (name: string) => Promise<unknown>) => {
    const request = vi.fn(answer)
    return { request, state: new ResidualState({ request, onEvent: () => () => undefined } as unknown as Client) }
  }

  it('reads what is there, measures when asked, and says nothing of what was cancelled', async () => {
    let measured = (): Promise<unknown> => Promise.reject(new PlateauError('cancelled'))
    const { state } = stateOver((name) =>
      name === 'residuals.get' ? Promise.resolve({ residuals: null }) : measured(),
    )
    state.follow('a')
    expect(state.status).toBe('reading')
    await settled()
    expect(state.status).toBe('absent')
    await state.measure()
    expect([state.status, state.error]).toEqual(['absent', null])
    measured = () => Promise.reject(new PlateauError('weights-missing'))
    await state.measure()
    expect([state.status, state.error?.code]).toEqual(['absent', 'weights-missing'])
    measured = () => Promise.resolve({ residuals })
    await state.measure()
    expect([state.status, state.residuals?.epoch, state.error]).toEqual(['there', 3, null])
  })

  it('drops an answer for a run that is no longer shown', async () => {
    const { state } = stateOver(() => Promise.resolve({ residuals }))
    state.follow('a')
    state.follow('b')
    const first = state.measure()
    state.follow('c')
    await first
    expect(state.status).not.toBe('measuring')
  })
})

describe('what emptied the window of quiet epochs', () => {
  const track = (values: readonly number[], patience = 3) =>
    replay(
      values.map((_, index) => index + 1),
      values,
      'previous-epoch',
      { patience, minDelta: 0.01 },
    )
  it('is the last epoch that moved after a quiet one', () => {
    expect(lastReset(track([1, 1, 0.5, 0.5, 0.5, 0.2, 0.2]))).toMatchObject({ epoch: 6, lost: 2 })
    expect(lastReset(track([1, 0.5, 0.2]))).toBeNull()
  })
  it('is never one behind the stop', () => {
    expect(lastReset(track([1, 1, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0]))).toMatchObject({ epoch: 3, lost: 1 })
  })
})
