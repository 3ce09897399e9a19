import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cells, compare, configOf, type ParityRun } from '../../parity/design'
import { writeDocument } from '../../parity/document'
import { openFinishedRuns } from '../../parity/finished-runs'

const cell = { architecture: 'plain', loss: 'mse' } as const
const other = { architecture: 'pooled', loss: 'mse' } as const
const run = (seed: number): ParityRun => ({
  ...cell,
  engine: 'torch',
  seed,
  valMse: seed / 10,
  seconds: 1,
  madeWith: 'torch',
})

describe('what is compared', () => {
  it('is four cells that differ in architecture and loss alone', () => {
    expect(cells).toHaveLength(4)
    const settings = cells.map((each) => configOf(each, 3))
    for (const { trainSize, epochs, optimizer, seed, earlyStopping } of settings)
      expect({ trainSize, epochs, optimizer, seed, earlyStopping }).toEqual({
        trainSize: 5_000,
        epochs: 8,
        optimizer: 'adam',
        seed: 3,
        earlyStopping: false,
      })
  })

  it('agrees when the means are near, or when chance explains the difference', () => {
    expect(compare(cell, [1.02, 1.03], [1, 1], 0.001)).toMatchObject({ agrees: true, torchDeviation: 0 })
    expect(compare(cell, [1.02, 1.03], [1, 1], 0.001).difference).toBeCloseTo(0.025, 12)
    expect(compare(cell, [1.1, 1.2], [1, 1], 0.001).agrees).toBe(false)
    expect(compare(cell, [0.8, 0.9], [1, 1], 0.001).agrees).toBe(false)
    expect(compare(cell, [1.1, 1.2], [1, 1], 0.2).agrees).toBe(true)
    expect(compare(cell, [1.1], [1], null).agrees).toBe(false)
    expect(compare(cell, [1, 2, 3, 4], [1], null).oursDeviation).toBeCloseTo(Math.sqrt(5 / 3), 12)
  })
})

describe('finished runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-parity-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const settings = { epochs: 8 }

  it('are found again after an interruption, each by engine, cell and seed', () => {
    const file = join(folder, 'deep', 'runs.jsonl')
    openFinishedRuns(file, settings, false).add(run(1))
    const reopened = openFinishedRuns(file, settings, false)
    expect(reopened.find('torch', cell, 1)).toEqual(run(1))
    expect(reopened.find('torch', cell, 2)).toBe(undefined)
    expect(reopened.find('torch', other, 1)).toBe(undefined)
    expect(reopened.find('plateau', cell, 1)).toBe(undefined)
  })

  it('lose a line that was cut off, and nothing else', () => {
    const file = join(folder, 'cut.jsonl')
    const begun = openFinishedRuns(file, settings, false)
    begun.add(run(1))
    appendFileSync(file, '{"settings":{"epochs":8},"run":{"engine":"torch","archi')
    openFinishedRuns(file, settings, false).add(run(2))
    const reopened = openFinishedRuns(file, settings, false)
    expect([1, 2].map((seed) => reopened.find('torch', cell, seed)?.seed)).toEqual([1, 2])
  })

  it('that other settings made are passed over, and none is left when asked to begin anew', () => {
    const file = join(folder, 'settings.jsonl')
    openFinishedRuns(file, settings, false).add(run(1))
    expect(openFinishedRuns(file, { epochs: 9 }, false).find('torch', cell, 1)).toBe(undefined)
    writeFileSync(file, 'not JSON\n', { flag: 'a' })
    expect(openFinishedRuns(file, settings, false).find('torch', cell, 1)).toEqual(run(1))
    expect(openFinishedRuns(file, settings, true).find('torch', cell, 1)).toBe(undefined)
  })
})

describe('the document', () => {
  it('has means, deviations, p and verdict of each cell, and every value', async () => {
    const text = await writeDocument(
      [compare(cell, [0.02, 0.0212], [0.02, 0.021], 0.89), compare(other, [0.02, 0.02], [0.01, 0.01], 1e-5)],
      { plateau: ['native TensorFlow 2.18.0'], torch: ['torch 2.13.0'] },
      'a processor',
    )
    expect(text).toContain('**1 of 2 cells agree.**')
    const rows = text.split('\n').map((line) => line.split('|').map((part) => part.trim()))
    expect(rows.find(([, name]) => name === 'plain, MSE')?.slice(2, -1)).toEqual([
      '0.02060',
      '0.0008485',
      '0.02050',
      '0.0007071',
      '+0.5%',
      '0.89',
      'agrees',
    ])
    expect(rows.find(([, name]) => name === 'pooled, MSE')?.slice(6, -1)).toEqual(['+100.0%', '0.000010', 'differs'])
    const one = await writeDocument(
      [compare(cell, [0.03], [0.02], null)],
      { plateau: ['a'], torch: ['b'] },
      'a processor',
    )
    expect(one).toMatch(/\| needs two seeds \| undecided \|/)
    expect(rows.find(([, seed]) => seed === '2')?.slice(2, -1)).toEqual(['0.02120 / 0.02100', '0.02000 / 0.01000'])
  })
})
