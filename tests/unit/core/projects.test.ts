import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { largestProjectName, projectNameSchema } from '../../../src-main/contract/projects'
import { createAnnotationService } from '../../../src-main/core/history/annotations'
import { createEventBus } from '../../../src-main/core/events'
import { createFreeNames } from '../../../src-main/core/history/free-names'
import { createProjectService } from '../../../src-main/core/history/projects/service'
import { findRun } from '../../../src-main/core/history/references'
import { createSummaryCache, type SummaryCache } from '../../../src-main/core/history/summaries'
import { eachAtOnce } from '../../support/at-once'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, useStore } from '../../support/store'

const { store } = useStore()
const makeProjects = (...of: Parameters<typeof createProjectService>) => eachAtOnce(createProjectService(...of))
const makeAnnotations = (...of: Parameters<typeof createAnnotationService>) =>
  eachAtOnce(createAnnotationService(...of))
let projects: ReturnType<typeof makeProjects>
let annotations: ReturnType<typeof makeAnnotations>
let summaries: SummaryCache
let told: PlateauEvent[]

beforeEach(() => {
  const events = createEventBus()
  told = []
  events.subscribe((event) => told.push(event))
  summaries = createSummaryCache(store())
  projects = makeProjects({ store: store(), summaries, events })
  annotations = makeAnnotations({ store: store(), summaries, events, directoryOf: (run) => `/nowhere/${run}` })
})

const run = (id: string) => store().runs.get(id)!
const names = () => projects.list().projects.map(({ name }) => name)
const placeOf = (id: string) => [store().projects.get(run(id).project)?.name, run(id).name]
const heard = (event: PlateauEvent['event']) => told.filter((one) => one.event === event).length
function addEnded(id: string, project: string, name = id) {
  addStoredRun(store(), id, { project, name })
  endStoredRun(store(), id)
}

describe('projects', () => {
  it('begin with experiments in a new home, and stand with the one used last first', () => {
    expect(names()).toEqual(['experiments'])
    const second = projects.create('second', 'what it is for')
    expect(second).toMatchObject({ name: 'second', notes: 'what it is for', runs: 0, lastRunAt: null, binnedAt: null })
    // Making one is not using it.
    expect(projects.current()).toBe(projects.find('experiments').id)
    projects.open('second')
    expect(projects.list()).toMatchObject({
      current: second.id,
      projects: [{ name: 'second' }, { name: 'experiments' }],
    })
    projects.open('experiments')
    projects.open('second')
    expect(names()).toEqual(['second', 'experiments'])
  })

  it('count their runs, those in the bin apart, and know when the newest was made', () => {
    addEnded('a', 'p')
    addStoredRun(store(), 'b', { project: 'p', createdAt: '2026-03-01T00:00:00.000Z' })
    store().runs.markStarted('b', '2026-03-01T00:00:01.000Z')
    addEnded('c', 'p')
    annotations.bin(['c'])
    expect(projects.describe('p')).toMatchObject({
      runs: 2,
      binnedRuns: 1,
      running: 1,
      lastRunAt: '2026-03-01T00:00:00.000Z',
    })
  })

  it('take runs of the command line by exactly their name, and are made where there is none', () => {
    projects.create('Mine')
    const mine = projects.find('Mine').id
    expect(projects.forNewRuns('Mine')).toBe(mine)
    expect(projects.current()).toBe(mine)
    // Another case is another project, for what is new.
    const other = projects.forNewRuns('mine')
    expect(other).not.toBe(mine)
    expect(projects.current()).toBe(other)
    expect(projects.forNewRuns(undefined)).toBe(other)
    expect(() => projects.forNewRuns('red\u001b[31m')).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    expect(names()).toHaveLength(3)
  })

  it('are renamed without touching a run, and have names of their own', () => {
    addEnded('a', 'p')
    projects.create('q')
    const { id } = projects.rename('p', 'renamed')
    expect(placeOf('a')).toEqual(['renamed', 'a'])
    expect(run('a').project).toBe(id)
    expect(heard('run-changed')).toBe(0)
    expect(() => projects.rename('renamed', 'q')).toThrow(
      expect.objectContaining({ code: 'name-taken', field: 'name' }),
    )
    expect(() => projects.create('q')).toThrow(expect.objectContaining({ code: 'name-taken' }))
    // No other can be called like it is known by.
    expect(() => projects.create(id)).toThrow(expect.objectContaining({ code: 'name-taken' }))
    expect(projects.rename('renamed', 'renamed').name).toBe('renamed')
  })
})

describe('a reference to a project', () => {
  it('is an id, a name, another case of one, or a beginning; what fits several says which', () => {
    const lower = projects.create('cifar').id
    const upper = projects.create('CIFAR').id
    const long = projects.create('Größe und mehr').id
    expect(projects.find(lower).id).toBe(lower)
    expect(projects.find('cifar').id).toBe(lower)
    expect(projects.find('CIFAR').id).toBe(upper)
    expect(projects.find('gröSSe'.replace('SS', 'ß')).id).toBe(long)
    expect(projects.find('Gro\u0308ße und').id).toBe(long)
    expect(() => projects.find('Cifar')).toThrow(
      expect.objectContaining({
        code: 'project-ambiguous',
        message: `Cifar could be cifar (${lower}), CIFAR (${upper}).`,
      }),
    )
    expect(() => projects.find('nowhere')).toThrow(expect.objectContaining({ code: 'project-not-found' }))
  })

  it('means one in the bin only where no other fits', () => {
    projects.create('one')
    projects.create('other')
    projects.bin('one', false)
    expect(projects.find('o').name).toBe('other')
    expect(projects.find('one').name).toBe('one')
    expect(() => projects.open('one')).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })

  it('tells runs of one name apart, which alone fit several', () => {
    addEnded('aaaaaaaaaa', 'first', 'baseline')
    addEnded('bbbbbbbbbb', 'second', 'baseline')
    expect(() => findRun(store(), 'baseline')).toThrow(
      expect.objectContaining({
        code: 'run-ambiguous',
        message: expect.stringMatching(/baseline in (first|second) \(.*baseline in (first|second) \(/) as string,
      }),
    )
    expect(findRun(store(), 'baseline', projects.find('second').id).id).toBe('bbbbbbbbbb')
    expect(findRun(store(), 'base', projects.find('first').id).id).toBe('aaaaaaaaaa')
    expect(() => findRun(store(), 'bbbbbbbbbb', projects.find('first').id)).toThrow(
      'There is no run bbbbbbbbbb in the project first.',
    )
  })
})

describe('deleting a project', () => {
  it('is refused while it has runs, unless they go to the bin with it; restoring takes back just those', () => {
    addEnded('a', 'p')
    addEnded('b', 'p')
    addEnded('earlier', 'p')
    store().annotations.bin('earlier', '2026-01-02T00:00:00.000Z')
    const { id } = projects.find('p')
    expect(() => projects.bin('p', false)).toThrow(
      expect.objectContaining({ code: 'project-not-empty', message: 'p has 2 runs.' }),
    )
    expect(projects.bin('p', true)).toMatchObject({ id, runs: 0, binnedRuns: 3 })
    expect(projects.list().projects.filter(({ binnedAt }) => binnedAt === null)).toMatchObject([
      { name: 'experiments' },
    ])
    expect(projects.restore('p')).toMatchObject({ id, runs: 2, binnedRuns: 1, binnedAt: null })
    expect(run('earlier').binnedAt).not.toBeNull()
  })

  it('is refused while a run has not ended, and nothing is changed then', () => {
    addEnded('a', 'p')
    addStoredRun(store(), 'b', { project: 'p', name: 'waits' })
    expect(() => projects.bin('p', true)).toThrow(
      expect.objectContaining({ code: 'run-active', message: 'waits has not ended. Stop it before deleting p.' }),
    )
    expect(projects.describe('p')).toMatchObject({ runs: 2, binnedAt: null })
  })

  it('leaves a home with a project to go on in', () => {
    projects.bin('experiments', false)
    expect(names()).toEqual(['experiments-2', 'experiments'])
    // Nothing is left of the deleted one but its name, which it gives up.
    projects.rename('experiments-2', 'experiments')
    expect(names()).toEqual(['experiments'])
  })

  it('keeps its name from others while runs of it are in the bin', () => {
    addEnded('a', 'p')
    projects.bin('p', true)
    expect(() => projects.create('p')).toThrow('A project in the bin is called p. Restore it, or choose another name.')
    // A run that is taken out of the bin is seen again.
    annotations.restore(['a'])
    expect(projects.describe('p')).toMatchObject({ runs: 1, binnedAt: null })
  })

  it('is for good a month later, once its last run is, and only where no report is left in it', () => {
    for (const name of ['bare', 'told']) addEnded(name, name)
    const report = { id: 'r', title: 'Kept', frozenAt: null, savedAt: '2026-01-01T00:00:00.000Z', document: {} }
    store().reports.save({ ...report, project: projects.find('told').id }, null)
    for (const name of ['bare', 'told']) {
      projects.bin(name, true)
      store().annotations.purge(name)
    }
    projects.sweep()
    expect(names()).toContain('bare')
    projects.sweep(Date.now() + 31 * 24 * 60 * 60 * 1_000)
    expect(names()).toEqual(['experiments', 'told'])
    projects.restore('told')
    expect(store().reports.list()).toMatchObject([{ id: 'r' }])
  })
})

describe('moving runs', () => {
  it('keeps their ids and all they are, tells of each, and is taken back by what it answers', () => {
    addEnded('a', 'from')
    addEnded('b', 'from')
    const before = [run('a'), run('b')]
    const { back, renamed } = projects.move(before.map((one) => ({ run: one, project: 'experiments' })))
    expect(renamed).toEqual([])
    expect(['a', 'b'].map(placeOf)).toEqual([
      ['experiments', 'a'],
      ['experiments', 'b'],
    ])
    expect(run('a')).toEqual({ ...before[0], project: projects.find('experiments').id })
    expect([heard('run-changed'), heard('projects-changed')]).toEqual([2, 1])
    projects.move(back.map((move) => ({ ...move, run: run(move.run) })))
    expect([run('a'), run('b')]).toEqual(before)
  })

  it('gives a name that is taken there its next free number, says so, and gives the old one back', () => {
    addEnded('a', 'from', 'baseline')
    addEnded('b', 'from', 'calm-bay-7')
    addEnded('c', 'to', 'baseline')
    addEnded('d', 'to', 'baseline-2')
    addEnded('e', 'to', 'calm-bay-7')
    store().annotations.bin('e', '2026-01-02T00:00:00.000Z')
    const { back, renamed } = projects.move(['a', 'b'].map((id) => ({ run: run(id), project: 'to' })))
    expect(renamed).toEqual([
      { run: 'a', from: 'baseline', to: 'baseline-3' },
      { run: 'b', from: 'calm-bay-7', to: 'calm-bay-8' },
    ])
    projects.move(back.map((move) => ({ ...move, run: run(move.run) })))
    expect(['a', 'b'].map(placeOf)).toEqual([
      ['from', 'baseline'],
      ['from', 'calm-bay-7'],
    ])
  })

  it('is done for all or for none', () => {
    addEnded('a', 'from')
    addEnded('b', 'from')
    annotations.bin(['b'])
    expect(() => projects.move(['a', 'b'].map((id) => ({ run: run(id), project: 'experiments' })))).toThrow(
      'b is in the bin. Restore it first.',
    )
    expect(() =>
      projects.move([
        { run: run('a'), project: 'experiments' },
        { run: run('a'), project: 'nowhere' },
      ]),
    ).toThrow(expect.objectContaining({ code: 'project-not-found' }))
    expect(placeOf('a')).toEqual(['from', 'a'])
    // Where it is already.
    expect(projects.move([{ run: run('a'), project: 'from' }])).toEqual({ back: [], renamed: [] })
  })

  it('and moving back leaves any runs of any names where they were', () => {
    const name = fc.constantFrom(
      'run',
      'run-1',
      'run-2',
      'run-9',
      'calm-bay-3',
      '日本語',
      '日本語-2',
      '-1',
      'a-999999999',
    )
    let round = 0
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 6 }),
        fc.uniqueArray(name, { maxLength: 6 }),
        fc.uniqueArray(name, { maxLength: 6 }),
        (first, second, target) => {
          round += 1
          const all = [first, second, target].flatMap((group, of) =>
            group.map((one, index) => {
              const id = `r${round}x${of}x${index}`
              addEnded(id, `p${round}x${of}`, one)
              return id
            }),
          )
          projects.forNewRuns(`p${round}x2`)
          const before = all.map(placeOf)
          const moved = all.filter((id) => placeOf(id)[0] !== `p${round}x2`)
          const { back, renamed } = projects.move(moved.map((id) => ({ run: run(id), project: `p${round}x2` })))
          const after = all.map(placeOf)
          expect(new Set(after.map(([, one]) => one)).size).toBe(all.length)
          expect(renamed.map(({ to }) => to)).toEqual(
            moved.filter((id) => placeOf(id)[1] !== before[all.indexOf(id)]![1]).map((id) => placeOf(id)[1]),
          )
          projects.move(back.map((move) => ({ ...move, run: run(move.run) })))
          expect(all.map(placeOf)).toEqual(before)
        },
      ),
      { numRuns: propertyCases(40) },
    )
  })
})

describe('finding runs of any project', () => {
  it('looks for a part of the name in any case, newest first, and counts what it leaves out', () => {
    addEnded('aaaaaaaaaa', 'first', 'Größe-1')
    addEnded('bbbbbbbbbb', 'second', 'GRÖSSE-2')
    addEnded('cccccccccc', 'second', 'größe-3')
    expect(projects.findRuns('GRÖẞE', 1)).toMatchObject({ runs: [{ name: 'größe-3' }], matched: 2 })
    expect(projects.findRuns('bbbb', 5).runs).toMatchObject([{ id: 'bbbbbbbbbb', project: projects.find('second').id }])
    annotations.bin(['cccccccccc'])
    expect(projects.findRuns('größe-3', 5)).toEqual({ runs: [], matched: 0 })
  })
})

describe('free names', () => {
  it('are the name itself or the next number behind its words, and never longer than a name may be', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.constantFrom('a', 'a-1', 'a-2')), { maxLength: 30 }), (wanted) => {
        const free = createFreeNames((name) => name === 'a')
        const given = wanted.map((name) => free(name, 'r'))
        expect(new Set(given).size).toBe(given.length)
        given.forEach((name, index) => {
          const mine = wanted[index]!
          if (name === mine) return
          expect(name).toMatch(/-\d+$/)
          expect(Array.from(name).length).toBeLessThanOrEqual(100)
          const words = name.replace(/-\d+$/, '')
          expect(mine.startsWith(words) || mine.replace(/-\d{1,9}$/, '').startsWith(words)).toBe(true)
        })
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('of thousands of one kind are found without looking through all that are taken', () => {
    const taken = new Set(Array.from({ length: 5_000 }, (_, index) => `x-${index + 1}`))
    let asked = 0
    const free = createFreeNames((name) => {
      asked += 1
      return taken.has(name)
    })
    const given = [...taken].map((name) => free(name, 'r'))
    expect(new Set([...given, ...taken]).size).toBe(10_000)
    expect(asked).toBeLessThan(20_000)
  })
})

describe('names of projects', () => {
  const parse = (text: string) => projectNameSchema.safeParse(text)

  it('are any text of one line that can be seen, as it was written but composed', () => {
    const script = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    const odd = fc.constantFrom(
      '..',
      '.',
      '/',
      '--all',
      '-',
      '__proto__',
      'constructor',
      'toString',
      '*',
      '[a]',
      '%',
      "'",
      '"',
      '\\',
      '日本語',
      'مشروع',
      '👩‍🔬',
      'NULL',
      '0',
    )
    fc.assert(
      fc.property(fc.oneof(script, odd), (text) => {
        const parsed = parse(text)
        if (!parsed.success) return
        const { data: name } = parsed
        expect(name).toBe(text.normalize('NFC').trim())
        // Read again, it is the same name.
        expect(parse(name)).toMatchObject({ success: true, data: name })
        expect(parse(name.normalize('NFD'))).toMatchObject({ data: name })
      }),
      { numRuns: propertyCases(300) },
    )
    for (const name of ['..', '--all', '__proto__', 'constructor', '0']) expect(parse(name).success).toBe(true)
  })

  it('are found again by exactly what they were made with, and by no other case, form or beginning for what is new', () => {
    let number = 0
    const odd = fc.constantFrom(
      '..',
      '--all',
      '__proto__',
      'hasOwnProperty',
      'é',
      'e\u0301',
      'ß',
      'SS',
      'İ',
      'ı',
      '*?[',
      '%_',
    )
    const text = fc.oneof(odd, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }))
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parse(given)
        if (!parsed.success) return
        number += 1
        const name = `${parsed.data} ${number}`
        const { id } = projects.create(name)
        expect(projects.find(name).id).toBe(id)
        expect(projects.find(name.normalize('NFD')).id).toBe(id)
        expect(projects.find(id).name).toBe(name)
        expect(projects.peek(name)).toBe(id)
        expect(projects.peek(`${name}!`)).toBeNull()
        const swapped = name.toUpperCase() === name ? name.toLowerCase() : name.toUpperCase()
        if (swapped.normalize('NFC') !== name) expect(projects.peek(swapped)).toBeNull()
        expect(projects.list().projects.find((project) => project.id === id)?.name).toBe(name)
        // Nothing is left for the next case but the names.
        store().projects.remove(id)
      }),
      { numRuns: propertyCases(100) },
    )
  })

  it('have up to 200 characters, and no control characters, line ends or text that turns around', () => {
    const visible = fc.string({ unit: fc.constantFrom('a', 'é', '語', '😀'), minLength: 1, maxLength: 400 })
    fc.assert(
      fc.property(visible, (text) => {
        expect(parse(text).success).toBe(Array.from(text).length <= largestProjectName)
      }),
      { numRuns: propertyCases(100) },
    )
    const refused = fc.constantFrom(
      '\u0000',
      '\u0007',
      '\u001b',
      '\u007f',
      '\u009b',
      '\n',
      '\r',
      '\t',
      '\u2028',
      '\u202e',
      '\u2066',
      '\ud800',
      '\ufffe',
      '\u200b',
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 5 }), refused, fc.string({ maxLength: 5 }), (before, character, after) => {
        expect(parse(`a${before}${character}${after}z`).success).toBe(false)
      }),
      { numRuns: propertyCases(100) },
    )
    for (const empty of ['', ' ', '\u00a0', '\u200d']) expect(parse(empty).success).toBe(false)
  })
})
