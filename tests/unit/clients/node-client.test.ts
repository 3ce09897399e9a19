/** The client for Node: the bytes of the frozen journals, and runs of real programs taken in by the history. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEncoder, init } from '../../../clients/node/plateau.mjs'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { startIngest, type TestedIngest } from '../../support/ingest'

const fixtures = resolve(import.meta.dirname, '../../fixtures/protocol-1')
const client = resolve(import.meta.dirname, '../../../clients/node/plateau.mjs')

it('writes the bytes of the frozen journal', () => {
  const encoder = createEncoder()
  const parts = readFileSync(join(fixtures, 'whole.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const record = JSON.parse(line) as { type: string; step: number; time: number; values: Record<string, unknown> }
      if (record.type !== 'points') return encoder.record(record)
      return encoder.points(
        record.step,
        record.time,
        Object.entries(record.values).map(([key, value]) => [key, Number(value)] as const),
      )
    })
  expect(Buffer.concat(parts).equals(readFileSync(join(fixtures, 'whole.plj')))).toBe(true)
})

describe('a program', () => {
  let home = ''
  let store: Store
  let ingest: TestedIngest
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'plateau-client-'))
    store = createStore(openDatabase(home))
    ingest = startIngest(home, store)
  })
  afterEach(() => {
    ingest.close()
    store.close()
    rmSync(home, { recursive: true, force: true })
  })
  /** Another process, which ends as its script does. */
  const program = (script: string) =>
    spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `import { init } from ${JSON.stringify(client)}\n${script}`],
      {
        encoding: 'utf8',
        env: { ...process.env, PLATEAU_HOME: home, PLATEAU_RUN: 'fromprogram1' },
      },
    )

  it('logs numbers, words and media, and ends its run', async () => {
    const warnings: string[] = []
    const hear = (warning: Error) => void warnings.push(warning.message)
    process.on('warning', hear)
    const run = init({
      home,
      id: 'nodeclient01',
      project: 'js',
      name: 'mine',
      config: { lr: 0.1, bad: Number.NaN },
      tags: ['a'],
    })
    for (let step = 0; step < 1_000; step += 1) run.log({ loss: 1 / (step + 1), isGood: true })
    run.log({ loss: Number.NaN, ['k'.repeat(300)]: 1, odd: {} }, { step: 2 ** 40 })
    run.log({ loss: 1 }, { step: -1 })
    run.defineMetric('throughput', { direction: 'higher' })
    run.text('sample', 'Hello')
    run.table('t', { columns: ['a'], rows: [[1]] })
    run.image('picture', Buffer.from('png'), { format: 'png', width: 1, height: 1, step: 3 })
    writeFileSync(join(home, 'notes.txt'), 'kept')
    run.save(join(home, 'notes.txt'))
    run.save(join(home, 'missing.txt'))
    run.print('line one\nline two')
    run.summary({ best: 0.5 })
    run.finish()
    run.log({ loss: 5 })
    await ingest.readOn()
    process.off('warning', hear)
    expect(ingest.summary('nodeclient01')).toMatchObject({
      name: 'mine',
      state: 'ended',
      endReason: 'completed',
      config: { lr: 0.1, bad: 'NaN' },
      summary: { best: 0.5 },
      tags: ['a'],
      problems: [],
      directions: { throughput: 'higher' },
      series: { loss: { count: 1_001, nan: 1, lastStep: 2 ** 40 }, isGood: { count: 1_000, last: 1 } },
    })
    expect(ingest.media.list('nodeclient01').map(({ kind, key }) => [kind, key])).toEqual([
      ['file', 'notes.txt'],
      ['image', 'picture'],
      ['table', 't'],
      ['text', 'sample'],
    ])
    expect(ingest.log('nodeclient01')).toEqual([
      ['info', 'line one'],
      ['info', 'line two'],
    ])
    expect(warnings).toEqual([
      expect.stringContaining('A key has 300 characters'),
      'odd is not logged: it is neither a number nor a text.',
      'Steps are whole numbers from 0 on, not -1.',
      expect.stringMatching(/^.*missing\.txt could not be kept: ENOENT/),
      'Something was logged after finish(), and was not kept.',
    ])
  })

  it('ends its run with the exception or the exit code that ended it, and goes on with it as a new attempt', async () => {
    const thrown = program("const run = init({ name: 'mine' }); run.log({ loss: 2 }); throw new TypeError('no good')")
    expect(thrown.status).toBe(1)
    await ingest.readOn()
    expect(ingest.summary('fromprogram1')).toMatchObject({
      endReason: 'failed',
      endMessage: 'TypeError: no good',
      attempts: 1,
    })
    const left = program('const run = init(); run.log({ loss: 1 }, { step: 1 }); process.exitCode = 3')
    expect(left).toMatchObject({ status: 3, stderr: '' })
    await ingest.readOn()
    expect(ingest.summary('fromprogram1')).toMatchObject({
      endReason: 'failed',
      endMessage: 'It ended with exit code 3.',
      attempts: 2,
      series: { loss: { count: 2, last: 1 } },
    })
  })

  it('is asked to stop by a word beside its journal', async () => {
    let isAsked = false
    const run = init({ home, id: 'nodeclient02', onStop: () => (isAsked = true) })
    await ingest.readOn()
    expect(ingest.summary('nodeclient02').capabilities).toContain('stop')
    ingest.service.askToStop(['nodeclient02'])
    run.log({ loss: 1 })
    expect(isAsked).toBe(true)
    await ingest.readOn()
    expect(store.runs.get('nodeclient02')?.state).toBe('stopping')
    run.finish('stopped')
    await ingest.readOn()
    expect(ingest.summary('nodeclient02')).toMatchObject({ endReason: 'stopped' })
  })
})
