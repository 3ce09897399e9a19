import { describe, expect, it } from 'vitest'
import type { GridAxis } from '../../../src-main/contract/grid'
import { lossKinds, requireRunConfig } from '../../../src-main/contract/config'
import {
  choicesLeft,
  describeProduct,
  describeRest,
  describeRun,
  firstValue,
  readGrid,
  readValue,
  typedBeside,
  startFrom,
  toMatrix,
} from '../../../src-renderer/views/grid/grid-draft'
import { gridStarts } from '../../../src-renderer/views/grid/starts'

const report: GridAxis[] = [
  { key: 'architecture', values: ['plain', 'pooled'] },
  { key: 'loss', values: ['mse', 'smooth-l1'] },
  { key: 'seed', values: [1, 2, 3] },
]

describe('putting a grid together', () => {
  it('makes every combination, each architecture with its own widths', () => {
    const { runs, problem } = readGrid({ epochs: 2 }, report, 'seed-by-seed')
    expect(problem).toBeNull()
    expect(runs).toHaveLength(12)
    expect(runs.find(({ config }) => config.architecture === 'pooled')?.config.filters).toEqual([32, 64, 128])
  })
  it('keeps the runs the same whatever their order', () => {
    const one = readGrid({}, report, 'seed-by-seed').runs.map(({ id }) => id)
    const other = readGrid({}, report, 'group-by-group').runs.map(({ id }) => id)
    expect(one).not.toEqual(other)
    expect([...one].sort()).toEqual([...other].sort())
  })
  it('says what does not go together, and makes no run then', () => {
    const { runs, problem } = readGrid({}, [...report, { key: 'filters', values: [[8, 16, 32]] }], 'seed-by-seed')
    expect(runs).toEqual([])
    expect(problem).toBe('Kernel sizes needs one size for each of the 3 convolutions, not 2.')
  })
  it('says that a grid is too large', () => {
    const seeds = Array.from({ length: 600 }, (_, index) => index)
    const { problem } = readGrid({}, [...report.slice(0, 2), { key: 'seed', values: seeds }], 'seed-by-seed')
    expect(problem).toContain('at most 1000 runs')
  })
  it('counts in words, and less where a value means nothing', () => {
    expect(describeProduct(report, 12)).toEqual({ product: '2 architectures × 2 losses × 3 seeds', count: '12 runs' })
    const betas: GridAxis[] = [
      { key: 'loss', values: ['mse', 'smooth-l1'] },
      { key: 'beta', values: [0.1, 1] },
    ]
    const { runs } = readGrid({}, betas, 'seed-by-seed')
    expect(describeProduct(betas, runs.length)).toEqual({ product: '2 losses × 2 betas', count: '3 different runs' })
    expect(describeProduct([{ key: 'seed', values: [1] }], 1)).toEqual({ product: '', count: '1 run' })
  })
})

describe('a value of a grid', () => {
  it('is checked alone, and assumes what makes it apply', () => {
    expect(readValue({ key: 'learningRate', values: [0.001] }, '0.01')).toEqual({ ok: true, value: 0.01 })
    expect(readValue({ key: 'delta', values: [1] }, '0.3')).toEqual({ ok: true, value: 0.3 })
    expect(readValue({ key: 'momentum', values: [0.9] }, '0.5')).toEqual({ ok: true, value: 0.5 })
    expect(readValue({ key: 'kernelSizes', values: [[3, 3]] }, '5, 5, 5')).toEqual({ ok: true, value: [5, 5, 5] })
    expect(readValue({ key: 'trainSize', values: [] }, '5,000')).toEqual({ ok: true, value: 5_000 })
  })
  it('is refused in one sentence', () => {
    expect(readValue({ key: 'learningRate', values: [] }, '5')).toEqual({
      ok: false,
      sentence: 'Learning rate must be at most 1.',
    })
    expect(readValue({ key: 'seed', values: [] }, 'two')).toMatchObject({ ok: false })
    expect(readValue({ key: 'seed', values: [1, 2] }, '2')).toEqual({
      ok: false,
      sentence: '2 is already in the list.',
    })
  })
  const layers = JSON.stringify([{ kind: 'flatten' }, { kind: 'dense', units: 784 }])
  const own = [
    { name: 'mine', layers },
    { name: 'my other one', layers: layers.replace('784', '3') },
  ]
  it('takes architectures of one’s own by name, each with its layers, and says what does not fit', () => {
    const axis = (...values: string[]): GridAxis => ({ key: 'architecture', values })
    const { runs } = readGrid({ epochs: 1 }, [axis('plain', 'mine', 'mlp')], 'seed-by-seed', own)
    expect(runs.map(({ config }) => [config.architecture, config.layers === layers])).toEqual([
      ['plain', false],
      ['mine', true],
      ['mlp', false],
    ])
    expect(describeRest(runs[1]?.config, [axis('mine')])).not.toContain('flatten')
    expect(readGrid({}, [axis('mine', 'my other one')], 'seed-by-seed', own).problem).toContain('Set units to 784')
  })

  it('comes from a list where there are few', () => {
    expect(choicesLeft({ key: 'loss', values: ['mse'] })).toEqual(lossKinds.slice(1))
    expect(choicesLeft({ key: 'seed', values: [1] })).toBeNull()
    expect(choicesLeft({ key: 'architecture', values: ['plain', 'mine'] }, own)?.slice(-2)).toEqual([
      'convnext',
      'my other one',
    ])
  })
  it('is typed beside the list where a sum of choices is one', () => {
    expect(typedBeside('loss')).toBe('a weighted sum')
    expect(typedBeside('optimizer')).toBeNull()
    expect(readValue({ key: 'loss', values: ['mse'] }, '0.2 ssim + 0.8 l1')).toEqual({
      ok: true,
      value: '0.8*l1+0.2*ssim',
    })
    expect(readValue({ key: 'loss', values: ['0.8*l1+0.2*ssim'] }, '.2*ssim + .8*l1')).toMatchObject({ ok: false })
  })
})

describe('where a grid begins', () => {
  it('takes of a run what it says beyond the defaults, so that another architecture has its own widths', () => {
    const start = startFrom('a run', requireRunConfig({ architecture: 'plain', learningRate: 0.01, seed: 4 }))
    expect(start.base).toEqual({ learningRate: 0.01, optimizer: 'adam' })
    expect(start.axes).toEqual([
      { key: 'architecture', values: ['plain'] },
      { key: 'loss', values: ['mse'] },
      { key: 'seed', values: [4] },
    ])
  })
  it('keeps widths that a person has chosen', () => {
    const start = startFrom('a run', requireRunConfig({ filters: [8, 8] }))
    expect(start.base.filters).toEqual([8, 8])
  })
  it('has starts whose every run can be trained', () => {
    for (const { base, axes } of gridStarts) expect(readGrid(base, axes, 'seed-by-seed').problem).toBeNull()
  })
  it('gives a new setting the value that the runs have now', () => {
    expect(firstValue('learningRate', { base: { learningRate: 0.01 }, axes: report })).toBe(0.01)
    expect(firstValue('hiddenUnits', { base: {}, axes: [{ key: 'architecture', values: ['pooled'] }] })).toBe(1024)
  })
})

describe('the matrix', () => {
  it('has a cell for each architecture and loss, seeds ascending', () => {
    const { runs } = readGrid({}, report, 'seed-by-seed')
    const matrix = toMatrix(runs, report)
    expect(matrix.losses.map(({ name }) => name)).toEqual(['MSE', 'Smooth L1, beta 1'])
    expect(matrix.rows.map(({ architecture }) => architecture)).toEqual(['plain', 'pooled'])
    const cell = matrix.rows[1]?.cells[1]
    expect(cell?.lines).toHaveLength(1)
    expect(cell?.lines[0]?.runs.map(({ config }) => config.seed)).toEqual([1, 2, 3])
    expect(describeRun(cell!.lines[0]!.runs[0]!)).toBe('Seed 1 of pooled, Smooth L1, beta 1')
  })
  it('has a line for each combination of what else differs', () => {
    const axes: GridAxis[] = [...report, { key: 'learningRate', values: [0.001, 0.01] }]
    const matrix = toMatrix(readGrid({}, axes, 'group-by-group').runs, axes)
    expect(matrix.rows[0]?.cells[0]?.lines.map(({ label }) => label)).toEqual([
      'learning rate 0.001',
      'learning rate 0.01',
    ])
  })
  it('holds every run once', () => {
    const axes: GridAxis[] = [
      { key: 'loss', values: ['mse', 'smooth-l1', 'huber'] },
      { key: 'beta', values: [0.1, 1] },
      { key: 'seed', values: [2, 1] },
    ]
    const { runs } = readGrid({}, axes, 'seed-by-seed')
    const ids = toMatrix(runs, axes).rows.flatMap(({ cells }) =>
      cells.flatMap(({ lines }) => lines.flatMap((line) => line.runs.map(({ id }) => id))),
    )
    expect(ids.sort()).toEqual(runs.map(({ id }) => id).sort())
  })
  it('says the rest in one line, without what the grid varies', () => {
    const { runs } = readGrid({ trainSize: 5_000, earlyStopping: false }, report, 'seed-by-seed')
    expect(describeRest(runs[0]?.config, report)).toBe(
      'Adam, learning rate 0.001, 5,000 images, batch 64, at most 30 epochs, no early stopping, data seed 1',
    )
  })
})
