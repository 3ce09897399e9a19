/** Rows of the run table beside a plain list of them, what groups say, and the table as it is copied. */
import fc from 'fast-check'
import { tagsKey } from '../../../src-main/contract/workspace'
import { lexer, type Tokens } from 'marked'
import { describe, expect, it } from 'vitest'
import type { Measured } from '../../../src-main/contract/run-query'
import type { FlatConfig } from '../../../src-main/protocol/config'
import { tableText } from '../../../src-main/panels/figure/tables'
import { groupCell, measureOf, primaryColumn } from '../../../src-main/panels/runs/group-cells'
import { runColumn, type CellSource } from '../../../src-main/panels/runs/run-columns'
import { copiedTable } from '../../../src-main/panels/runs/table-copy'
import {
  firstOfGroup,
  rowHeights,
  runsInSight,
  TableRows,
  toTableGroups,
  type TableGroup,
  type TableRow,
} from '../../../src-main/panels/runs/table-rows'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'
import { readTsv } from '../../support/read-tsv'

type Run = { readonly id: string }
const keys = { config: [{ key: 'lr', runs: 2, numbers: 2, texts: 0, lists: 0, distinct: 2 }], summary: [] }
const column = (id: string) => runColumn(id, keys)!

/** All rows by the plainest way. */
function plainRows(
  groups: readonly TableGroup<Run>[],
  turned: ReadonlySet<string>,
  whole: ReadonlySet<string>,
): string[] {
  return groups.flatMap((group) => {
    const isOpen = group.level === 0 ? !turned.has(group.id) : turned.has(group.id)
    const isCut = group.runs.length > firstOfGroup + 1 && !whole.has(group.id)
    const runs = (isCut ? group.runs.slice(0, firstOfGroup) : group.runs).map(({ id }) => `run ${id}`)
    const inside = [...plainRows(group.inner, turned, whole), ...runs, ...(isCut ? ['more'] : [])]
    return [`group${group.level} ${group.label}`, ...(isOpen ? inside : [])]
  })
}
const wordsOf = (row: TableRow<Run>) =>
  row.kind === 'run' ? `run ${row.id}` : row.kind === 'more' ? 'more' : `${row.kind} ${row.group.label}`

const values = fc.constantFrom<unknown>('mse', 'huber', 0.1, 1, true, undefined)
const grouped = fc
  .uniqueArray(fc.record({ a: values, b: values, count: fc.integer({ min: 1, max: 14 }) }), {
    selector: ({ a, b }) => `${JSON.stringify(a)} ${JSON.stringify(b)}`,
    maxLength: 8,
  })
  // As the core has it: groups with one outer value follow each other.
  .map((groups) => [...Map.groupBy(groups, ({ a }) => JSON.stringify(a)).values()].flat())
  .map((groups) =>
    groups.map(({ a, b, count }, at) => ({
      config: Object.fromEntries(
        Object.entries({ loss: a, lr: b }).filter(([, value]) => value !== undefined),
      ) as FlatConfig,
      runs: Array.from({ length: count }, (_, index) => ({ id: `${at}-${index}` })),
    })),
  )

describe('rows of the run table', () => {
  it('lie where a plain list of them has them, whatever is folded or cut', () => {
    fc.assert(
      fc.property(grouped, fc.boolean(), fc.nat(), (made, isDeep, seed) => {
        const outer = (at: number) => JSON.stringify(made[at]?.config.loss)
        const listed = isDeep ? made : made.filter((_, at) => at === 0 || outer(at) !== outer(at - 1))
        const groups = toTableGroups(listed, isDeep ? ['loss', 'lr'] : ['loss'])
        const all = groups.flatMap((group) => [group, ...group.inner])
        const some = (by: number) => new Set(all.filter((_, at) => ((seed >> (at + by)) & 1) === 1).map(({ id }) => id))
        const [turned, whole] = [some(0), some(5)]
        const plain = plainRows(groups, turned, whole)
        const rows = new TableRows<Run>([], groups, turned, whole)
        const shown = rows.slice(0, rows.length)
        expect(shown.map(wordsOf)).toEqual(plain)
        let top = 0
        shown.forEach((row, at) => {
          expect([rows.topOf(at), rows.rowAt(top), rows.rowAt(top + rowHeights[row.kind] - 1)]).toEqual([top, at, at])
          top += rowHeights[row.kind]
          if (row.kind === 'run') expect(rows.indexOf(row.id)).toBe(at)
        })
        expect([rows.height, rows.topOf(rows.length)]).toEqual([top, top])
        expect(rows.runs().map(({ id }) => `run ${id}`)).toEqual(plain.filter((row) => row.startsWith('run ')))
        expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length)
        expect(rows.slice(3, 7).map(wordsOf)).toEqual(plain.slice(3, 7))
        expect(rows.indexOf('none')).toBe(-1)
      }),
      { numRuns: propertyCases(200) },
    )
    const alone = new TableRows([{ id: 'a' }, { id: 'b' }], null)
    expect([alone.length, alone.height, alone.rowAt(1e9), new TableRows([], null).rowAt(5)]).toEqual([2, 54, 1, 0])
  })
})

const measured = (
  parts: Partial<Record<Exclude<keyof Measured, 'same'>, number>>,
  same?: number | string,
): Measured => {
  const at = (name: keyof typeof parts) => Float64Array.of(parts[name] ?? Number.NaN)
  const isText = typeof same === 'string'
  return {
    counts: at('counts'),
    mean: at('mean'),
    deviation: at('deviation'),
    least: at('least'),
    greatest: at('greatest'),
    sum: at('sum'),
    distinct: at('distinct'),
    same: {
      numbers: Float64Array.of(typeof same === 'number' ? same : 0),
      codes: Int32Array.of(same === undefined ? -2 : isText ? 0 : -1),
      values: isText ? [same] : [],
    },
  }
}

it('has rows for the first runs of a list, of groups for those that are open at first', () => {
  const groups = (levels: number) => {
    const values = Array.from({ length: 4 }, (_, at) => ({
      config: { loss: `l${at % 2}`, lr: at } as FlatConfig,
      runs: Array.from({ length: 20 }, (_run, run) => ({ id: `${at}-${run}` })),
    }))
    return levels === 0 ? null : toTableGroups(values, ['loss', 'lr'].slice(0, levels))
  }
  for (const levels of [0, 1, 2]) {
    const listed = Array.from({ length: 80 }, (_, at) => ({
      id: `${Math.floor(at / 20)}-${at % 20}`,
    }))
    const drawn = new TableRows<Run>(listed, groups(levels)).slice(0, 12).filter(({ kind }) => kind === 'run')
    const first = listed.slice(0, runsInSight(12, levels))
    expect(drawn.slice(0, first.length).map(({ id }) => id)).toEqual(first.map(({ id }) => id))
    if (levels === 2) expect(drawn).toEqual([])
  }
})

describe('the row of a group', () => {
  it('says the mean to the digits of its deviation, the best by its direction, shared values or how many, and hours', () => {
    const all = { counts: 3, mean: 0.012841, deviation: 0.0000974, least: 0.01259, greatest: 0.0131 }
    expect(groupCell(column('best:val_mse'), measured(all), 0, {})).toEqual({
      text: '0.01284',
      deviation: '± 0.00010',
      best: '0.01259',
    })
    expect(groupCell(column('best:acc'), measured(all), 0, { acc: 'higher' }).best).toBe('0.01310')
    const one = { ...all, counts: 1, deviation: Number.NaN }
    expect(groupCell(column('last:val_mse'), measured(one), 0, {}).deviation).toBe('')
    expect(groupCell(column('best:val_mse'), measured({ counts: 0 }), 0, {}).text).toBe('')
    const text = (id: string, parts: Parameters<typeof measured>[0], same?: number | string) =>
      groupCell(column(id), measured(parts, same), 0, {}).text
    expect(text('config:lr', { distinct: 3 })).toBe('3 values')
    expect(text('config:lr', { distinct: 1 }, 0.0003)).toBe('0.0003')
    expect(text('config:loss', { distinct: 1 }, 'smooth-l1')).toBe('Smooth L1')
    expect(text('config:loss', { distinct: 1 })).toBe('')
    expect(text('run:trainingSeconds', { counts: 184, sum: 98 * 3_600 })).toBe('98 h')
    expect(text('run:trainingSeconds', { counts: 2, sum: 90 })).toBe('1 min 30 s')
    // Seeds are what its runs differ in.
    expect(measureOf(column('config:seed'), {})).toBeNull()
    expect(measureOf(column('config:lr'), {})).toBe('config:lr')
  })
  it('spreads the metric that is sorted by, else the first', () => {
    const columns = ['state', 'at:val_mse', 'best:val_mse', 'best:val_ssim'].map(column)
    expect(primaryColumn(columns, [])?.id).toBe('best:val_mse')
    expect(primaryColumn(columns, [{ id: 'best:val_ssim', isDescending: true }])?.id).toBe('best:val_ssim')
    expect(primaryColumn(columns.slice(0, 2), [])).toBeNull()
  })
})

const source: CellSource = { read: () => undefined, nameOf: () => undefined, verifiedBy: () => [], clonesOf: () => [] }
/** Whatever people and programs write. */
const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '\t',
      '\n',
      '\r',
      '"',
      '|',
      '\\',
      '&',
      '%',
      '$',
      '#',
      '_',
      '{',
      '}',
      '~',
      '^',
      '<',
      '`',
      '*',
      'a',
    ),
  }),
)

describe('the copied table', () => {
  it('has columns, order and groups as they are shown, and says of each line which group it is of', () => {
    const runs = ['a', 'b'].map((id, at) =>
      fakeRun(id, { name: id, tags: ['x', 'y'] }, { learningRate: (at + 1) / 10 }),
    )
    const groups = toTableGroups([{ config: { loss: 'mse' }, runs }], ['loss'])
    const rows = new TableRows(runs, groups)
    const table = copiedTable('Runs', {
      rows: rows.slice(0, rows.length),
      columns: ['curve', 'config:loss', 'best:val_psnr', 'tags'].map(column),
      groupBy: ['loss'],
      primary: column('best:val_psnr'),
      source,
      full: (run) => run,
      groupCell: ({ id }) =>
        id === 'tags' ? { text: '', deviation: '', best: '' } : { text: '18.90', deviation: '± 0.10', best: '19.00' },
    })
    expect([table.columns, ...table.rows.slice()]).toEqual([
      ['loss', 'Name', 'Runs', 'val_psnr.best, dB', 'val_psnr.best, dB sd', 'val_psnr.best, dB best', 'Tags'],
      ['MSE', '', '2', '18.90', '0.10', '19.00', ''],
      ['MSE', 'a', '', '', '', '', 'x, y'],
      ['MSE', 'b', '', '', '', '', 'x, y'],
    ])
    // Grouped by their tags, which are a column of the table already.
    const byTags = toTableGroups(
      [
        { config: { [tagsKey]: ['y', 'x'] }, runs },
        { config: {}, runs: [fakeRun('c')] },
      ],
      [tagsKey],
    )
    expect(byTags.map(({ label }) => label)).toEqual(['x, y', 'no tags'])
    const tagged = new TableRows(runs, byTags)
    const other = copiedTable('Runs', {
      rows: tagged.slice(0, 1),
      columns: ['config:loss', 'tags'].map(column),
      groupBy: [tagsKey],
      primary: null,
      source,
      full: (run) => run,
      groupCell: () => ({ text: '', deviation: '', best: '' }),
    })
    expect([other.columns, ...other.rows.slice()]).toEqual([
      ['tags', 'Name', 'Runs', 'Loss'],
      ['x, y', '', '2', ''],
    ])
    const alone = new TableRows(runs, null)
    const plain = copiedTable('Runs', {
      rows: alone.slice(0, 2),
      columns: [column('tags')],
      groupBy: [],
      primary: null,
      source,
      full: (run) => run,
      groupCell: () => ({ text: '', deviation: '', best: '' }),
    })
    expect([plain.columns, ...plain.rows.slice()]).toEqual([
      ['Name', 'Tags'],
      ['a', 'x, y'],
      ['b', 'x, y'],
    ])
  })
  it('is read back from TSV as it was, and from Markdown as its words', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names), { minLength: 1, maxLength: 5 }), (cells) => {
        const table = { caption: 'Runs', columns: ['Name', 'note'], rows: cells }
        expect(readTsv(tableText(table, 'tsv'))).toEqual([table.columns, ...cells])
        const [read] = lexer(tableText(table, 'markdown'), { gfm: true }) as unknown as [Tokens.Table]
        expect(read.type).toBe('table')
        expect(read.rows).toHaveLength(cells.length)
        read.rows.forEach((row, at) => {
          expect(row).toHaveLength(2)
          row.forEach((cell, place) =>
            expect(plainText(cell.tokens)).toBe(cells[at]![place]!.replaceAll(/\s+/g, ' ').trim()),
          )
        })
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

/** What a reader of Markdown shows: no markup is left in it, nor made of it. */
function plainText(tokens: readonly Tokens.Generic[]): string {
  return tokens
    .map((token) => {
      expect(['text', 'escape']).toContain(token.type)
      return token.text as string
    })
    .join('')
}
