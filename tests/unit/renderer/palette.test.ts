import { describe, expect, it } from 'vitest'
import { findEntries, type PaletteEntry, type PaletteGroup } from '../../../src-renderer/components/palette'

const entry = (group: PaletteGroup, label: string, note = ''): PaletteEntry => ({
  id: `${group}:${label}`,
  group,
  label,
  note,
  run: () => undefined,
})
const entries = [
  entry('Commands', 'New run'),
  entry('Commands', 'Go to runs'),
  entry('Runs', 'calm-bay-1', 'plain, MSE, seed 1'),
  entry('Runs', 'brisk-harbor-2', 'pooled, MSE, seed 2'),
  entry('Views', 'By architecture'),
]
const labels = (typed: string) =>
  findEntries(entries, typed).map(({ group, entries: found }) => [group, ...found.map(({ label }) => label)])

describe('the palette', () => {
  it('offers everything before anything is typed', () => {
    expect(labels('')).toEqual([
      ['Commands', 'New run', 'Go to runs'],
      ['Runs', 'calm-bay-1', 'brisk-harbor-2'],
      ['Views', 'By architecture'],
    ])
  })
  it('wants every word, of the name or of what is said of it', () => {
    expect(labels('bay 1')).toEqual([['Runs', 'calm-bay-1']])
    expect(labels('POOLED')).toEqual([['Runs', 'brisk-harbor-2']])
    expect(labels('no such thing')).toEqual([])
  })
  it('puts what begins with the text first, and its group', () => {
    expect(
      findEntries(
        ['calm-bay-13', 'calm-bay-3'].map((name) => entry('Runs', name)),
        'calm 3',
      )[0]?.entries[0]?.label,
    ).toBe('calm-bay-3')
    expect(labels('run')).toEqual([['Commands', 'New run', 'Go to runs']])
    expect(labels('b')).toEqual([
      ['Runs', 'brisk-harbor-2', 'calm-bay-1'],
      ['Views', 'By architecture'],
    ])
  })
  it('says how many more there are', () => {
    const many = Array.from({ length: 100 }, (_, index) => entry('Runs', `calm-bay-${index + 1}`))
    const [section] = findEntries(many, 'calm')
    expect(section?.entries).toHaveLength(30)
    expect(section?.more).toBe(70)
    // An exact name is found however many share its beginning.
    expect(findEntries(many, 'calm-bay-99')[0]?.entries.map(({ label }) => label)).toEqual(['calm-bay-99'])
  })
})
