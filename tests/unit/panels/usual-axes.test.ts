import { expect, it } from 'vitest'
import { usualScatterSetting } from '../../../src-main/panels/workspace/usual-axes'

const numbers = (key: string, runs: number) => ({ key, runs, numbers: 3, texts: 0, lists: 0, distinct: 3 })
const names = (key: string, runs: number) => ({ ...numbers(key, runs), numbers: 0, texts: 3 })

it('begins a scatter with a number that many runs have: what mattered first, and names before a seed', () => {
  const config = [names('loss', 60), numbers('gamma', 8), numbers('lr', 40), numbers('seed', 50), numbers('depth', 30)]
  const start = (mattered: readonly string[], of = { runs: 60, config }) =>
    usualScatterSetting(
      of,
      mattered.map((key) => ({ key })),
      ['seed', ...config.map(({ key }) => key)],
    )
  expect(start(['gamma', 'loss', 'depth', 'lr'])).toBe('depth')
  expect(start(['gamma'])).toBe('lr')
  expect(start([])).toBe('lr')
  expect(start([], { runs: 60, config: [names('loss', 60), numbers('seed', 50)] })).toBe('loss')
  expect(start(['gamma'], { runs: 60, config: [names('loss', 60), numbers('gamma', 8)] })).toBe('loss')
  // Of runs that have nothing in common none is better than another.
  expect(start([], { runs: 200, config })).toBeNull()
})
