import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flattenConfig, isJsonObject, type FlatConfig } from '@protocol/config'
import {
  findByLabel,
  hintOf,
  initiallyOpen,
  markedParts,
  moveInTree,
  partsOfKey,
  rowText,
  searchTree,
  toConfigTree,
  treeRows,
  valueText,
  type ConfigNode,
} from '@panels/run/config-tree'
import { propertyCases } from '../../../support/property'

const config = flattenConfig({
  optimizer: { name: 'sgd', lr: 0.1, momentum: 0.9 },
  schedule: { kind: 'cosine', min_lr: 0 },
  model: { encoder: { block: { depth: 4 } } },
  epochs: 40,
  seed: 7,
})
const roots = toConfigTree(config)
const all = (nodes: readonly ConfigNode[]): ConfigNode[] => nodes.flatMap((node) => [node, ...all(node.children)])
const allOpen = (nodes: readonly ConfigNode[]) => new Set(all(nodes).map(({ id }) => id))
const labels = (nodes: readonly ConfigNode[], open = allOpen(nodes)) =>
  treeRows(nodes, open).map(({ node, level }) => `${'  '.repeat(level - 1)}${node.label}`)

describe('settings as a tree', () => {
  it('nest by the dots of their keys, and a chain without branches is one row', () => {
    expect(labels(roots)).toEqual([
      'optimizer',
      '  name',
      '  lr',
      '  momentum',
      'schedule',
      '  kind',
      '  min_lr',
      'model.encoder.block.depth',
      'epochs',
      'seed',
    ])
    expect(roots.map(({ count }) => count)).toEqual([3, 2, 1, 1, 1])
    expect(hintOf(roots[0]!)).toBe('sgd')
  })

  it('keep every value of any config, whatever its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
        const flat = flattenConfig((isJsonObject(json) ? json : { json }) as Parameters<typeof flattenConfig>[0])
        const nodes = all(toConfigTree(flat)).filter(({ key }) => key !== null)
        expect(nodes.map(({ key }) => key).sort()).toEqual(Object.keys(flat).sort())
        for (const { key, value } of nodes) expect(value).toBe(flat[key ?? ''])
        expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('split at dots alone that are not marked as a part of a key', () => {
    expect(partsOfKey('a.b')).toEqual(['a', 'b'])
    expect(partsOfKey('a\\.b.c')).toEqual(['a.b', 'c'])
    expect(partsOfKey('a..b')).toEqual(['a', '', 'b'])
    expect(partsOfKey('path\\\\x')).toEqual(['path\\x'])
  })

  it('show a key that has a value and keys below it as both', () => {
    const [node] = toConfigTree(flattenConfig({ lr: 1, 'lr.decay': 2 }))
    expect(node).toMatchObject({ label: 'lr', key: 'lr', value: 1, count: 2 })
    expect(node?.children.map(({ label, value }) => [label, value])).toEqual([['decay', 2]])
  })

  it('read keys of the prototype like any other', () => {
    const flat = flattenConfig(JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as Record<string, 1>)
    expect(labels(toConfigTree(flat))).toEqual(['__proto__.x', 'constructor'])
  })

  it('fold what would make the first view long, in the order of the branches', () => {
    expect(initiallyOpen(roots, 10)).toEqual(new Set(['0', '1']))
    expect(initiallyOpen(roots, 8)).toEqual(new Set(['0']))
    const many: Record<string, number> = {}
    for (let index = 0; index < 5_000; index += 1) many[`group${index % 50}.key${index}`] = index
    expect(treeRows(toConfigTree(many as FlatConfig), initiallyOpen(toConfigTree(many as FlatConfig)))).toHaveLength(50)
  })
})

describe('searching settings', () => {
  it('finds keys and values, small and capital letters alike, and opens the branches of the hits alone', () => {
    const search = searchTree(roots, 'LR')
    expect(search?.hits.size).toBe(2)
    const rows = treeRows(roots, search?.open ?? new Set(), search)
    expect(rows.filter(({ isHit }) => isHit).map(({ node }) => node.key)).toEqual(['optimizer.lr', 'schedule.min_lr'])
    expect([...(search?.open ?? [])]).toEqual(['0', '1'])
    expect(searchTree(roots, 'cosine')?.hits.size).toBe(1)
    expect(searchTree(roots, 'optimizer.lr')?.hits.size).toBe(1)
    expect(searchTree(roots, 'nothing of it')?.hits.size).toBe(0)
    expect(searchTree(roots, '  ')).toBeNull()
    const words = (key: string) => (key === 'optimizer.lr' ? { label: 'Learning rate', text: '0.1 a step' } : null)
    expect(searchTree(roots, 'learning', words)?.hits.size).toBe(1)
    expect(searchTree(roots, 'a step', words)?.hits.size).toBe(1)
  })

  it('marks every place of what was looked for, and loses no letter', () => {
    expect(markedParts('min_LR of lr', 'lr')).toEqual([
      { text: 'min_', isHit: false },
      { text: 'LR', isHit: true },
      { text: ' of ', isHit: false },
      { text: 'lr', isHit: true },
    ])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, words) => {
        expect(
          markedParts(text, words)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
      }),
      { numRuns: propertyCases(100) },
    )
  })
})

describe('values in rows', () => {
  it('are short there and whole where they are copied', () => {
    const long = 'x'.repeat(1_000_000)
    expect(rowText(long).length).toBeLessThan(300)
    expect(valueText(long)).toBe(long)
    expect(rowText([1, 2, 3])).toBe('1, 2, 3')
    expect(JSON.parse(valueText([1, [2, 'a']]))).toEqual([1, [2, 'a']])
    expect(rowText('1')).toBe('"1"')
    expect(valueText('1')).toBe('1')
    expect(rowText(null)).toBe('null')
  })
})

describe('the keyboard in a tree', () => {
  const rows = treeRows(roots, new Set(['0']))
  it('moves, opens, folds and goes to the parent', () => {
    expect(moveInTree(rows, 0, 'ArrowDown')).toEqual({ to: 1 })
    expect(moveInTree(rows, 0, 'ArrowUp')).toEqual({ to: 0 })
    expect(moveInTree(rows, 0, 'ArrowRight')).toEqual({ to: 1 })
    expect(moveInTree(rows, 0, 'ArrowLeft')).toEqual({ turn: false })
    expect(moveInTree(rows, 2, 'ArrowLeft')).toEqual({ to: 0 })
    expect(moveInTree(rows, 2, 'ArrowRight')).toBeNull()
    expect(moveInTree(rows, 4, 'ArrowRight')).toEqual({ turn: true })
    expect(moveInTree(rows, 4, 'End')).toEqual({ to: rows.length - 1 })
    expect(moveInTree(rows, 4, 'Home')).toEqual({ to: 0 })
    expect(moveInTree(rows, 4, 'x')).toBeNull()
  })
  it('finds a row by the beginning of its name, from the next one on', () => {
    expect(rows[findByLabel(rows, 0, 's')]?.node.label).toBe('schedule')
    expect(rows[findByLabel(rows, 4, 's')]?.node.label).toBe('seed')
    expect(findByLabel(rows, 0, 'zz')).toBe(-1)
  })
})
