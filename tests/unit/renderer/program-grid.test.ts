/** The grid sheet of a program, and the words of a form that is a copy of one of its runs. */
import { describe, expect, it } from 'vitest'
import { parameterSchema, programSchema, type ProgramRun } from '../../../src-main/contract/programs'
import type { Client } from '../../../src-main/contract/transport'
import { programStart, programSubject } from '../../../src-renderer/views/grid/program-subject'
import type { GridRun } from '../../../src-renderer/views/grid/grid-subject'
import { changesSince, countDifferences, firstValueOf } from '../../../src-renderer/views/new-run/program/copy-words'
import { readTyped, typedOf } from '../../../src-renderer/views/new-run/program-draft'

const parameters = [
  { name: 'lr', option: '--lr', type: 'float', default: 0.1, minimum: 0 },
  { name: 'depth', option: '--depth', type: 'int', default: 18, choices: [18, 34, 50] },
  { name: 'amp', option: '--amp', type: 'flag', default: false },
  { name: 'note', option: '--note', type: 'text' },
  { name: 'seed', option: '--seed', type: 'int', default: 1 },
].map((one) => parameterSchema.parse(one))
const program = programSchema.parse({
  id: 'p1',
  name: 'train',
  command: 'python train.py {parameters}',
  folder: '/tmp',
  savedAt: '',
  parametersRead: null,
  parameters,
})
const none = {} as Client
const subjectOf = (values = {}, of = program) =>
  programSubject({ client: none, project: 'x', program: of, start: programStart(of, values, {}), roles: () => ({}) })

describe('a grid of a program', () => {
  it('begins with what is set and the seed, each with its one value', () => {
    expect(programStart(program, { lr: 0.05 }, {})).toEqual({
      label: 'train',
      program: 'p1',
      values: { lr: 0.05 },
      axes: [
        { key: 'lr', values: [0.05] },
        { key: 'seed', values: [1] },
      ],
    })
  })

  it('is a table of the first two parameters with several values, seeds in its cells', () => {
    const subject = subjectOf({ note: 'x' })
    const axes = [
      { key: 'lr', values: [0.1, 0.05] },
      { key: 'depth', values: [18, 34] },
      { key: 'amp', values: [true, false] },
      { key: 'seed', values: [1, 2] },
    ]
    const { runs, problem } = subject.expand(axes, 'seed-by-seed')
    expect(problem).toBeNull()
    expect(subject.describeProduct(axes, runs.length)).toEqual({
      product: '2 of lr × 2 of depth × 2 of amp × 2 seeds',
      count: '16 runs',
    })
    const { corner, columns, rows } = subject.matrix(runs, axes)
    expect([corner, columns.map(({ name }) => name), rows.map(({ name }) => name)]).toEqual([
      'lr',
      ['depth 18', 'depth 34'],
      ['lr 0.1', 'lr 0.05'],
    ])
    const lines = rows[1]!.cells[0]!.lines
    expect(lines.map(({ label }) => label)).toEqual(['amp on', 'amp off'])
    expect(lines[0]!.runs.map((run: GridRun) => subject.chipOf(run))).toEqual(['1', '2'])
    expect(subject.describeRun(lines[0]!.runs[1]!)).toBe('Seed 2 of lr 0.05, amp on, note x')
    expect(subject.describeRest(runs[0]!, axes)).toBe('note x')
    expect(subject.describeRest(runs[0]!, axes.slice(0, 1))).toBe('amp on, note x, 2 parameters at their defaults')
  })

  it('takes values of a list where there are few, and refuses others in one sentence', () => {
    const subject = subjectOf()
    expect(subject.choicesLeft({ key: 'depth', values: [18] })).toEqual([34, 50])
    expect(subject.choicesLeft({ key: 'amp', values: [false] })).toEqual([true])
    expect(subject.choicesLeft({ key: 'lr', values: [] })).toBeNull()
    expect(subject.read({ key: 'lr', values: [0.1] }, '0.2')).toEqual({ ok: true, value: 0.2 })
    expect(subject.read({ key: 'lr', values: [0.1] }, '0.10')).toEqual({
      ok: false,
      sentence: '0.1 is already in the list.',
    })
    expect(subject.read({ key: 'lr', values: [] }, '-1')).toEqual({ ok: false, sentence: 'lr must be at least 0.' })
  })

  it('says what stands in its way, and then has no runs', () => {
    const subject = subjectOf()
    const seeds = Array.from({ length: 1_001 }, (_, at) => at)
    expect(subject.expand([{ key: 'seed', values: seeds }], 'seed-by-seed')).toEqual({
      runs: [],
      problem: 'A grid can have at most 1000 runs; this one has 1001.',
    })
    const data = parameterSchema.parse({ name: 'data', option: '--data', type: 'path', required: true })
    const of = { ...program, parameters: [data] }
    expect(subjectOf({}, of).expand([], 'seed-by-seed').problem).toBe('data must be given.')
  })
})

describe('a copy of a run', () => {
  const run: ProgramRun = {
    run: 'r1',
    name: 'cedar-inlet-74',
    program: 'p1',
    programName: 'train',
    values: { depth: 34, amp: true },
    lost: [],
    earlyStopping: null,
    command: [],
    changed: [],
  }

  it('has its values in the fields, and counts what is another', () => {
    const typed = typedOf(parameters, run.values)
    expect(typed).toEqual({ depth: '34', amp: true })
    expect(readTyped(parameters, typed)).toEqual(run.values)
    expect(countDifferences(parameters, run.values, readTyped(parameters, typed))).toBe(0)
    expect(countDifferences(parameters, run.values, readTyped(parameters, { ...typed, depth: '18', lr: '1' }))).toBe(2)
    expect(firstValueOf(run)).toBe('depth 34')
  })

  it('says what of its program is another since', () => {
    expect(changesSince(run)).toEqual([])
    expect(changesSince({ ...run, changed: ['command', 'folder', 'parameters'], lost: ['width'] })).toEqual([
      'The program has changed since cedar-inlet-74 was started: its command, folder and parameters or their defaults would be as they are now.',
      'It has no parameter width any more, so this value is left out.',
    ])
    expect(changesSince({ ...run, program: null })).toEqual([
      'The program train has been removed since cedar-inlet-74 was started. Add it again to start it.',
    ])
  })
})
