/** Programs that write event files while they run: which files are theirs, and what becomes of them. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunnerRecord } from '../../../../src-main/contract/runner-protocol'
import type { JournalRecordInput } from '../../../../src-main/protocol/journal/records'
import { openJournal } from '../../../../src-main/runner/journal'
import { runProgram } from '../../../../src-main/runner/run-program'
import { createPrefixes } from '../../../../src-main/runner/tensorboard/find-files'
import { createFollower } from '../../../../src-main/runner/tensorboard/follow'
import { until } from '../../../support/wait'

const fixtures = resolve('tests/fixtures/tensorboard')
let folder: string
let home: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-logs-'))
  home = mkdtempSync(join(tmpdir(), 'plateau-logs-home-'))
})
afterEach(() => {
  for (const path of [folder, home]) rmSync(path, { recursive: true, force: true })
})

const script = `
const { appendFileSync, mkdirSync, readFileSync, existsSync, openSync } = require('node:fs')
const name = (n) => 'events.out.tfevents.' + (1764400000 + n) + '.' + require('node:os').hostname() + '.' + process.pid + '.' + n
const put = (folder, n, fixture) => {
  mkdirSync(folder, { recursive: true })
  const bytes = readFileSync(${JSON.stringify(fixtures)} + '/' + fixture)
  const half = bytes.length >> 1
  appendFileSync(folder + '/' + name(n), bytes.subarray(0, half))
  return () => appendFileSync(folder + '/' + name(n), bytes.subarray(half))
}
const waitFor = (file) => { while (!existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10) }
`

/** Runs a program whose results are event files. */
function run(body: string, id = 'aaaaaaaaaa', resultsFolder?: string) {
  const records: RunnerRecord[] = []
  const points: number[] = []
  const journal = openJournal({ home, run: id, attempt: 1, client: 'program' })
  const program = runProgram(
    {
      command: [process.execPath, '-e', `${script}\n${body}`],
      folder,
      variables: { ...process.env, PLATEAU_RUN: id },
      results: {
        source: 'tensorboard',
        patterns: [],
        ...(resultsFolder === undefined ? {} : { folder: resultsFolder }),
      },
      stop: { interruptSeconds: 60, terminateSeconds: 60 },
      sharesTerminal: false,
    },
    {
      records: { write: (record) => void records.push(record), flush: () => undefined },
      journal,
      onPoint: ({ step }) => void points.push(step),
    },
  )
  const written = (): JournalRecordInput[] => {
    journal.flush()
    const at = join(home, 'journals', id)
    const name = readdirSync(at).find((one) => one.endsWith('.jsonl'))
    return readFileSync(join(at, name!), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as JournalRecordInput)
  }
  const keys = () => [
    ...new Set(written().flatMap((record) => (record.type === 'points' ? Object.keys(record.values) : []))),
  ]
  const notes = () => records.flatMap((record) => (record.type === 'log' && !record.stream ? record.lines : []))
  return { ended: program.ended.finally(() => journal.close()), written, keys, notes, points }
}

describe('a program that writes event files', () => {
  it('is read while it runs and to its end, each record once, with pictures beside the journal', async () => {
    const { ended, written, points } = run(`const rest = put('runs/one', 0, 'x.events'); waitFor('go'); rest()`)
    await until(() => points.length > 2)
    const half = points.length
    writeFileSync(join(folder, 'go'), '')
    await ended
    expect(points.length).toBeGreaterThan(half)
    expect(points).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 2 ** 40])
    const image = written().find((record) => record.type === 'image')
    expect(readdirSync(join(home, 'journals', 'aaaaaaaaaa', 'files'))).toEqual([image?.sha256])
    expect(written().filter(({ type }) => type === 'points')).toHaveLength(9)
    expect(written()[0]).toMatchObject({ type: 'attempt', attempt: 1 })
  })

  it('has only the files that it wrote: none from before, and none of a program beside it', async () => {
    mkdirSync(join(folder, 'runs', 'old'), { recursive: true })
    const old = join(folder, 'runs', 'old', `events.out.tfevents.1.${hostname()}`)
    copyFileSync(join(fixtures, 'x.events'), old)
    utimesSync(old, new Date(), new Date())
    const body = (name: string) => `put('runs/${name}', 0, 'tensors.events')()
      openSync('runs/${name}/events.out.tfevents.9.host', 'w'); waitFor('both')
      put('runs/${name}', 1, 'tensors.events')(); waitFor('go')`
    const first = run(body('first'))
    const second = run(body('second'), 'bbbbbbbbbb')
    await until(() => first.points.length >= 8 && second.points.length >= 8)
    // Who has a file that came later has looked at those of the other while that one still ran: of one that has ended nobody can say whose it was.
    writeFileSync(join(folder, 'both'), '')
    await until(() => first.points.length >= 16 && second.points.length >= 16)
    writeFileSync(join(folder, 'go'), '')
    await Promise.all([first.ended, second.ended])
    expect([first.points.length, second.points.length]).toEqual([16, 16])
    expect([first.keys(), second.keys()]).toEqual([
      ['epoch_loss', 'half'],
      ['epoch_loss', 'half'],
    ])
  })

  it('is read only below the folder that was named, and what is passed over is said', async () => {
    const { ended, keys, notes } = run(
      `put('logs', 0, 'tensors.events')(); put('x', 1, 'x.events')()`,
      undefined,
      'logs',
    )
    await ended
    expect(keys()).toEqual(['epoch_loss', 'half'])
    expect(notes()).toEqual(['Of its TensorBoard files these were passed over: pr_curves.'])
  })

  it('and writes none says so', async () => {
    const { ended, notes } = run('', undefined, 'logs')
    await ended
    expect(notes()).toEqual([`It wrote no TensorBoard files below ${join(folder, 'logs')}.`])
  })
})

describe('keys', () => {
  it('have the folder before the tag where it is not that of the first file', () => {
    const torch = createPrefixes()
    expect(['/p/runs/a', '/p/runs/a/Loss_train', '/p/runs/b', '/p/runs/a'].map(torch)).toEqual([
      '',
      'Loss_train/',
      'b/',
      '',
    ])
    const keras = createPrefixes()
    expect(['/p/logs/1/train', '/p/logs/1/validation', '/p/logs/1'].map(keras)).toEqual(['train/', 'validation/', ''])
  })

  it('of two folders are never the same', () => {
    const prefixes = createPrefixes()
    const folders = ['/p/a', '/p/a/x', '/p/x', '/x', '/', '/p']
    expect(new Set(folders.map(prefixes)).size).toBe(folders.length)
  })
})

it('says nothing before whoever began it can stop the program, even of a file that is there at once', async () => {
  const points: number[] = []
  const journal = openJournal({ home, run: 'bbbbbbbbbb', attempt: 1, client: 'program' })
  const onPoint = ({ step }: { step: number }) => void points.push(step)
  const follower = createFollower({ folder, isNamed: true, journal, note: () => undefined, onPoint })
  copyFileSync(join(fixtures, 'x.events'), join(folder, 'events.out.tfevents.1.host'))
  follower.begin(process.pid)
  expect(points).toEqual([])
  await until(() => points.length === 9)
  await follower.end()
  expect(points).toHaveLength(9)
})
