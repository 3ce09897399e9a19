/** Changes of very many runs: in steps, all or none, whatever stops them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { createEventBus } from '../../../src-main/core/events'
import { createAnnotationService } from '../../../src-main/core/history/annotations'
import { changeRuns, takeBackUnfinished } from '../../../src-main/core/history/many-runs'
import { createProjectService } from '../../../src-main/core/history/projects/service'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { atOnce, createLine, type Steps } from '../../../src-main/core/turns'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()
const count = 12
const ids = Array.from({ length: count }, (_, at) => `run${String(at).padStart(7, '0')}`)

function open() {
  for (const id of ids) {
    addStoredRun(store(), id, { project: 'p', name: `name-${id}` })
    endStoredRun(store(), id)
  }
  const events = createEventBus()
  const told: PlateauEvent[] = []
  events.subscribe((event) => told.push(event))
  const summaries = createSummaryCache(store())
  const of = { store: store(), summaries, events }
  return {
    of,
    told,
    annotations: createAnnotationService({ ...of, directoryOf: (run) => `/nowhere/${run}` }),
    projects: createProjectService(of),
    summary: (id: string) => summaries.of(store().runs.get(id)!),
  }
}
const rows = () => database().prepare('SELECT * FROM runs ORDER BY id').all()
const kept = () => store().unfinishedChanges.parts()

/** So few runs as one transaction writes at least: four. */
const sliceMilliseconds = 0

describe('a change of many runs', () => {
  it('is written in steps and told once it is through', () => {
    const { of, told, summary } = open()
    expect(summary(ids[3]!).isStarred).toBe(false)
    const steps = changeRuns(of, ids, {
      idOf: (run) => run,
      sliceMilliseconds,
      write: (run) => store().annotations.change(run, { isStarred: true }),
    })
    steps.next()
    expect(ids.map((id) => summary(id).isStarred).indexOf(false)).toBe(4)
    expect([told.length, kept().length]).toEqual([0, 1])
    atOnce(steps)
    expect(ids.every((id) => summary(id).isStarred)).toBe(true)
    expect(told.map(({ payload }) => payload)).toEqual(ids.map((run) => ({ run })))
    expect(kept()).toEqual([])
  })

  it('is taken back to the last column where any of its runs is refused, or where the core dies at any step', () => {
    const { of, projects } = open()
    store().projects.create('q', '2026-01-01T00:00:00.000Z')
    const before = rows()
    const stop = new PlateauError('internal', 'stopped')
    const change = fc.record({
      name: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }),
      notes: fc.option(fc.string(), { nil: undefined }),
      tags: fc.option(fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }), { nil: undefined }),
      isArchived: fc.option(fc.boolean(), { nil: undefined }),
    })
    fc.assert(
      fc.property(
        fc.array(fc.record({ run: fc.constantFrom(...ids), change }), { minLength: 1, maxLength: 5 }),
        fc.nat(7),
        fc.boolean(),
        (changes, last, dies) => {
          const target = projects.find('q').id
          const writes = [
            ...changes.map((one) => () => {
              const { name } = one.change
              if (name !== undefined && store().annotations.isNameTaken(one.run, name)) throw stop
              store().annotations.change(one.run, one.change)
            }),
            () => store().annotations.bin(ids[0]!, 'then'),
            () => store().projects.place(ids[1]!, target, 'elsewhere'),
          ]
          let at = 0
          const steps = changeRuns(of, writes, {
            idOf: (write) => {
              const place = writes.indexOf(write)
              return changes[place]?.run ?? ids[place - changes.length]!
            },
            sliceMilliseconds,
            write: (write) => {
              if (at === last && !dies) throw stop
              at += 1
              write()
            },
            finish: () => {
              throw stop
            },
          })
          if (dies) {
            for (let step = 0; step <= Math.min(last, writes.length - 1); step += 1) {
              try {
                if (steps.next().done === true) break
              } catch {
                break
              }
            }
            takeBackUnfinished(store())
          } else expect(() => atOnce(steps)).toThrow()
          const now = rows() as Record<string, unknown>[]
          // Whether it is indexed says nothing of a run.
          const plain = (all: unknown[]) => all.map((row) => ({ ...(row as object), indexed: null }))
          expect(plain(now)).toEqual(plain(before))
          expect(kept()).toEqual([])
        },
      ),
      { numRuns: propertyCases(25) },
    )
  })

  it('leaves alone what another has changed since', () => {
    const { of } = open()
    const steps = changeRuns(of, ids, {
      idOf: (run) => run,
      sliceMilliseconds,
      write: (run) => {
        if (run === ids[5]) throw new PlateauError('invalid-input', 'not this one')
        store().annotations.change(run, { notes: 'all', isStarred: true })
      },
    })
    steps.next()
    store().annotations.change(ids[0]!, { notes: 'mine' })
    expect(() => atOnce(steps)).toThrow('not this one')
    expect(store().runs.get(ids[0]!)).toMatchObject({ notes: 'mine', isStarred: false })
    expect(store().runs.get(ids[1]!)).toMatchObject({ notes: '', isStarred: false })
  })

  it('says what stands where it cannot even be taken back, and is taken back when the core starts again', () => {
    const { of } = open()
    const before = rows()
    const steps = changeRuns(of, ids, {
      idOf: (run) => run,
      sliceMilliseconds,
      write: (run) => {
        if (run === ids[8]) throw new PlateauError('disk-full', 'The disk is full.')
        store().annotations.change(run, { notes: 'all' })
      },
    })
    steps.next()
    steps.next()
    database().exec("CREATE TEMP TRIGGER full BEFORE UPDATE ON runs BEGIN SELECT raise(ABORT, 'full'); END")
    expect(() => atOnce(steps)).toThrow(
      'The disk is full. 8 runs are changed already, and changed back when Plateau starts again.',
    )
    database().exec('DROP TRIGGER full')
    takeBackUnfinished(store())
    expect(rows()).toEqual(before)
  })
})

describe('changes that wait for each other', () => {
  it('are made in their order, and to the end when those who asked have gone', async () => {
    const line = createLine()
    const order: string[] = []
    function* work(name: string, steps: number): Steps<string> {
      for (let step = 0; step < steps; step += 1) {
        order.push(name)
        yield
      }
      return name
    }
    function* refused(): Steps<string> {
      yield
      throw new Error('no')
    }
    const all = [line.take(work('a', 3)), line.take(refused()), line.take(work('b', 2))]
    expect(await Promise.allSettled(all)).toMatchObject([{ value: 'a' }, { status: 'rejected' }, { value: 'b' }])
    expect(order.join('')).toBe('aaabb')

    void line.take(work('c', 4))
    void line.take(work('d', 2))
    await new Promise(setImmediate)
    const failures: unknown[] = []
    line.finish((error) => failures.push(error))
    expect(order.join('')).toBe('aaabbccccdd')
    expect(failures).toEqual([])
  })
})
