import { differingSettings, tellingSettings } from '../../../src-main/model/telling-settings'
import fc from 'fast-check'
import { tagsKey } from '../../../src-main/contract/workspace'
import { describe, expect, it } from 'vitest'
import { compareValues, configText, fillLegend, placesOf } from '../../../src-main/panels/words/config-values'
import { parseSearch, tagTerm } from '../../../src-main/panels/words/run-search'
import { groupRuns, groupsWithin, joinGroups, ListRows, pinnedFirst } from '../../../src-main/panels/workspace/run-list'
import { fakeRun, seriesOf } from '../../support/fake-run'
import { matchesTerms, parseTerms } from '../../support/search-terms'

const best = (value: number) => ({ series: seriesOf({ val_mse: { last: value, best: value, bestEpoch: 1 } }) })
const plain = fakeRun('1', { name: 'brisk-harbor-1', tags: ['lr sweep'], ...best(0.02) }, { loss: 'mse' })
const pooled = fakeRun(
  '2',
  { name: 'treasured-morning-2', isStarred: true, ...best(0.01) },
  { architecture: 'pooled', loss: 'smooth-l1', learningRate: 0.0003 },
)
const archived = fakeRun('3', { name: 'amber-ridge-3', isArchived: true, ...best(0.04) }, { seed: 2 })
const runs = [plain, pooled, archived]
const found = (text: string, isRegex = false) => {
  const { where, matches } = parseSearch(text, isRegex)
  return runs.filter((run) => matches(run) && matchesTerms(parseTerms(where), run)).map(({ id }) => id)
}

describe('searching runs', () => {
  it('takes words of the name, the settings and the tags, and wants all of them', () => {
    expect(found('harbor')).toEqual(['1'])
    expect(found('smooth POOLED')).toEqual(['2'])
    expect(found('plain seed')).toEqual(['1', '3'])
    expect(found('')).toEqual(['1', '2', '3'])
  })
  it('takes fields: a tag, a star, a state, a setting', () => {
    expect(found('tag:lr-sweep')).toEqual(['1'])
    expect(found(tagTerm('lr sweep'))).toEqual(['1'])
    expect(found('tag:sweep')).toEqual([])
    expect(found('is:starred')).toEqual(['2'])
    expect(found('is:archived')).toEqual(['3'])
    expect(found('state:queued loss:smooth-l1')).toEqual(['2'])
    expect(found('learningRate:0.0003')).toEqual(['2'])
    expect(found('seed:2')).toEqual(['3'])
  })
  it('takes three characters of a setting anywhere, and fewer where a part of it begins', () => {
    expect(found('l1')).toEqual(['2'])
    expect(found('oth-l1')).toEqual(['2'])
    expect(found('th')).toEqual([])
    // What a run watches is called after a loss.
    expect(found('mse')).toEqual(['1', '3'])
  })
  it('takes a regular expression over the name', () => {
    expect(found('-[12]$', true)).toEqual(['1', '2'])
  })
  it('says in a sentence why an expression cannot be read, and lists all runs then', () => {
    const { matches, error } = parseSearch('-(1', true)
    expect(error).toBe('This is not a valid regular expression: unterminated group.')
    expect(runs.every(matches)).toBe(true)
  })
  it('copes with any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, isRegex) => {
        const { where, matches } = parseSearch(text, isRegex)
        expect(typeof (matches(plain) && matchesTerms(parseTerms(where), plain))).toBe('boolean')
      }),
    )
  })
})

describe('the list', () => {
  it('has pinned runs on top', () => {
    expect(pinnedFirst(runs, { pinnedRuns: ['2', 'gone'], baseline: null }).map(({ id }) => id)).toEqual([
      '2',
      '1',
      '3',
    ])
    expect(pinnedFirst(runs, { pinnedRuns: ['2'], baseline: '3' }).map(({ id }) => id)).toEqual(['3', '2', '1'])
    expect(pinnedFirst(runs, { pinnedRuns: [], baseline: null })).toBe(runs)
  })
  it('has of groups what is shown of them', () => {
    const groups = groupRuns(runs, ['architecture'])
    expect(groupsWithin(groups, [plain]).map(({ id, runs: left }) => [id, left.length])).toEqual([
      ['architecture=plain', 1],
    ])
    expect(groupsWithin(groups, runs)).toEqual(groups)
  })
  it('groups by several settings, in the order of their values', () => {
    const groups = groupRuns(runs, ['architecture', 'seed'])
    expect(groups.map(({ id, label, runs: members }) => [id, label, members.length])).toEqual([
      ['architecture=plain, seed=1', 'plain, Seed 1', 1],
      ['architecture=plain, seed=2', 'plain, Seed 2', 1],
      ['architecture=pooled, seed=1', 'pooled, Seed 1', 1],
    ])
  })
  it('makes rows, without the runs of a group that is closed', () => {
    const groups = groupRuns(runs, ['architecture'])
    const rows = new ListRows(groups, true, new Set(['architecture=plain']))
    expect(rows.slice(0, rows.length).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'group architecture=plain',
      'group architecture=pooled',
      'run 2',
    ])
    expect(new ListRows(groupRuns(runs, []), false, new Set())).toHaveLength(3)
  })
  it('groups by all tags of a run together, those without any last', () => {
    const tagged = [
      fakeRun('4', { tags: ['b', 'a'] }),
      fakeRun('5'),
      fakeRun('6', { tags: ['a', 'b'] }),
      fakeRun('7', { tags: ['z'] }),
    ]
    expect(groupRuns(tagged, [tagsKey]).map(({ label, runs: members }) => [label, members.length])).toEqual([
      ['a, b', 2],
      ['z', 1],
      ['no tags', 1],
    ])
  })
  it('makes one group of those that are called alike', () => {
    const [one = plain, other = plain] = runs
    const groups = [
      { id: 'a', label: 'a', runs: [one] },
      { id: 'b', label: 'b', runs: [pooled] },
      { id: 'a', label: 'a', runs: [other] },
    ]
    expect(joinGroups(groups).map(({ id, runs: members }) => [id, members.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })
  it('has runs outside of a brush below the others and a rule, also in groups', () => {
    const groups = groupRuns(runs, ['architecture'])
    const [inside, outside] = [groupsWithin(groups, [pooled]), groupsWithin(groups, [plain, archived])]
    const rows = new ListRows(inside, true, new Set(), outside)
    const words = rows.slice(0, rows.length).map(({ kind, id }) => `${kind} ${id}`)
    expect(words).toEqual([
      'group architecture=pooled',
      'run 2',
      'rule outside the brush',
      'group architecture=plain',
      'run 1',
      'run 3',
    ])
    expect(rows.slice(2, 3)).toEqual([{ kind: 'rule', id: 'outside the brush', count: 2 }])
    expect(rows.runs().map(({ id }) => id)).toEqual(['2', '1', '3'])
    expect(['1', '2', '3'].map((id) => rows.indexOf(id))).toEqual([4, 1, 5])
  })
  it('has any stretch of rows as it has all of them', () => {
    const groups = groupRuns(runs, ['architecture'])
    fc.assert(
      fc.property(
        fc.subarray(runs),
        fc.boolean(),
        fc.subarray(groups.map(({ id }) => id)),
        fc.nat(12),
        fc.nat(12),
        (within, isGrouped, collapsed, from, count) => {
          const all = isGrouped ? groups : [{ id: '', label: '', runs }]
          const parts = [within, runs.filter((run) => !within.includes(run))].map((some) => groupsWithin(all, some))
          const rows = new ListRows(parts[0]!, isGrouped, new Set(collapsed), parts[1])
          const whole = rows.slice(0, rows.length)
          expect(whole).toHaveLength(rows.length)
          expect(rows.slice(from, from + count)).toEqual(whole.slice(from, from + count))
          expect(rows.runs().map(({ id }) => id)).toEqual(whole.flatMap((row) => (row.kind === 'run' ? [row.id] : [])))
          for (const [at, row] of whole.entries()) if (row.kind === 'run') expect(rows.indexOf(row.id)).toBe(at)
        },
      ),
    )
  })
})

describe('settings as values', () => {
  it('are text, and "none" where they do not apply', () => {
    expect(['loss', 'beta', 'filters', 'nesterov', 'unheard'].map((key) => configText(plain, key))).toEqual([
      'mse',
      'none',
      '16, 32',
      'none',
      'none',
    ])
    expect(configText(plain, 'earlyStopping')).toBe('on')
  })
  it('that differ are what is worth grouping by', () => {
    expect(differingSettings([plain, archived])).toEqual(['seed'])
    expect(differingSettings([plain])).toEqual([])
  })
  it('are ordered as numbers where they are numbers', () => {
    expect(['none', '10', '2', '0.5'].sort(compareValues)).toEqual(['0.5', '2', '10', 'none'])
  })
  it('keep their place when other runs are hidden', () => {
    const placeOf = placesOf(runs, (run) => configText(run, 'architecture'))
    expect([placeOf('plain'), placeOf('pooled')]).toEqual([0, 1])
  })
  it('fill a legend, which keeps what it does not know', () => {
    expect(fillLegend('${name}: ${config.loss}, ${ config.seed }', pooled)).toBe('treasured-morning-2: smooth-l1, 1')
    expect(fillLegend('${group.architecture}, ${group.loss}', pooled)).toBe('pooled, Smooth L1')
    expect(fillLegend('${config.unheard} ${else} $', pooled)).toBe('${config.unheard} ${else} $')
  })
})

describe('settings for axes', () => {
  const run = (id: string, config: Parameters<typeof fakeRun>[2]) => fakeRun(id, {}, config)
  it('are those that every run has one value of, without what a choice decides, seeds last', () => {
    const sweep = [
      run('1', { architecture: 'plain', seed: 1, learningRate: 0.001, loss: 'mse' }),
      run('2', { architecture: 'plain', seed: 2, learningRate: 0.0003, loss: 'smooth-l1' }),
      run('3', { architecture: 'pooled', seed: 3, learningRate: 0.001, loss: 'mse' }),
      run('4', { architecture: 'pooled', seed: 4, learningRate: 0.0001, loss: 'smooth-l1' }),
    ]
    // Filters are lists, the hidden units are the architecture's, and only two runs have a beta.
    expect(tellingSettings(sweep, 6)).toEqual(['architecture', 'loss', 'learningRate', 'seed'])
    expect(tellingSettings(sweep, 2)).toEqual(['architecture', 'loss'])
  })
  it('are all that differ where no two runs share a value', () => {
    const two = [run('1', { architecture: 'plain' }), run('2', { architecture: 'pooled', learningRate: 0.01 })]
    expect(tellingSettings(two, 6)).toEqual(['architecture', 'hiddenUnits', 'learningRate'])
  })
})
