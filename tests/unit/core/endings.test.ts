import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { couldNotGoOn, type EndReason } from '../../../src-main/contract/run'
import { createEndings, type Endings } from '../../../src-main/core/jobs/endings'
import { createIntake } from '../../../src-main/core/jobs/intake'
import { openPendingEnds } from '../../../src-main/core/jobs/pending-ends'
import { addStoredRun, epochOf, useStore } from '../../support/store'
import { propertyCases } from '../../support/property'

const { store, database } = useStore()
let folder = ''
let endings: Endings

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-endings-'))
  endings = open()
})
afterEach(() => {
  endings.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = () => createEndings(store(), openPendingEnds(join(folder, 'pending-ends')), () => undefined)
/** As a core does that begins: what the last one could not store is taken over. */
function nextCore() {
  endings.close()
  endings = open()
  endings.recover()
}
const shown = (id: string) => endings.current(store().runs.get(id)!)

/** A disk without room for another page. What fits into pages that are there is still written, as on a real one. */
const fillDisk = () =>
  void database().pragma(`max_page_count = ${String(database().pragma('page_count', { simple: true }))}`)
const freeDisk = () => void database().pragma('max_page_count = 1000000')
/** So long that its row needs pages of its own. */
const long = `The disk is full. ${'x'.repeat(20_000)}`

function goOn(id: string, kind: 'resume' | 'continue') {
  const intake = createIntake({
    store: store(),
    endings,
    enqueue: () => undefined,
    refuseWhileClosing: () => undefined,
    classesOf: () => [],
  })
  const owner = { id: 1, client: 'web' } as const
  const run = store().runs.get(id)!
  if (kind === 'resume') intake.resume([run], owner, false)
  else intake.continue({ run, epochs: 5, earlyStopping: {} }, owner, false)
}
function begin(id: string) {
  store().transaction(() => {
    store().runs.markStarted(id, '2026-01-01T00:00:00.000Z')
    store().attempts.begin(id, store().runs.get(id)!.nextAttempt, '2026-01-01T00:00:00.000Z')
  })
}
/** A run that has trained an epoch and then ended so. */
function addEnded(id: string, reason: EndReason, message: string | null = null) {
  addStoredRun(store(), id, {}, { epochs: 20 })
  begin(id)
  store().epochs.commit(id, epochOf(1, 0.5), () =>
    store().checkpoints.keep(
      id,
      { kind: 'whole', epoch: 1, file: '1/epoch-000001.safetensors', bytes: 1, sha256: 'ab'.repeat(32) },
      'now',
    ),
  )
  endings.end(id, reason, message)
}

describe('an end that the disk has no room for', () => {
  it('is shown, told to the next core, and written once there is room', () => {
    addStoredRun(store(), 'a')
    begin('a')
    fillDisk()
    endings.end('a', 'failed', long)
    expect(store().runs.get('a')!.state).toBe('running')
    expect(shown('a')).toMatchObject({ state: 'ended', endReason: 'failed', endMessage: long })
    nextCore()
    expect(shown('a')).toMatchObject({
      endReason: 'failed',
      endMessage: expect.stringMatching(/^The disk is full/) as string,
    })
    freeDisk()
    nextCore()
    expect(store().runs.get('a')).toMatchObject({ state: 'ended', endReason: 'failed' })
    expect(openPendingEnds(join(folder, 'pending-ends')).read().size).toBe(0)
  })

  it('is written before the run goes on, and never ends what trains by then', () => {
    addEnded('a', 'stopped')
    goOn('a', 'resume')
    begin('a')
    store().earlierEnds.forget('a')
    fillDisk()
    endings.end('a', 'failed', long)
    expect(() => goOn('a', 'resume')).toThrow('The disk is full')
    freeDisk()
    goOn('a', 'resume')
    begin('a')
    nextCore()
    expect(store().runs.get('a')!.state).toBe('running')
  })

  it('takes no room that was not set aside', () => {
    const ids = Array.from({ length: 180 }, (_, index) => `run-${index}`)
    for (const id of ids) {
      addStoredRun(store(), id)
      begin(id)
    }
    const before = statSync(join(folder, 'pending-ends'))
    fillDisk()
    for (const id of ids) endings.end(id, 'failed', long)
    const after = statSync(join(folder, 'pending-ends'))
    expect([after.size, after.ino, after.mode & 0o777]).toEqual([before.size, before.ino, 0o600])
    // The latest are kept where all have no room.
    const kept = openPendingEnds(join(folder, 'pending-ends')).read()
    expect(kept.size).toBeGreaterThan(100)
    expect(kept.has('run-179')).toBe(true)
  })
})

describe('a run that was to go on', () => {
  it('has the end again that it had, with why nothing came of it', () => {
    addEnded('a', 'failed', 'The disk is full.')
    for (let round = 0; round < 3; round += 1) {
      goOn('a', 'resume')
      begin('a')
      endings.end('a', 'failed', 'There is no Node 24.')
    }
    expect(shown('a')).toMatchObject({
      state: 'ended',
      endReason: 'failed',
      endMessage: 'The disk is full. It could not be resumed: There is no Node 24.',
    })
    expect(couldNotGoOn(shown('a'))).toBe(true)
    expect(store().journal.after('a').at(-1)).toMatchObject({
      level: 'error',
      message: 'It could not resume. There is no Node 24.',
    })
    expect(store().attempts.list('a').at(-1)).toMatchObject({ endReason: 'failed' })
  })

  it('is completed again, with its own number of epochs, when it is taken out of the queue or cannot begin', () => {
    addEnded('a', 'completed')
    const before = store().runs.get('a')
    goOn('a', 'continue')
    expect(store().runs.get('a')!.config.epochs).toBe(6)
    endings.end('a', 'stopped', null)
    expect(store().runs.get('a')).toEqual({ ...before, nextAttempt: 'continue' })
    goOn('a', 'continue')
    begin('a')
    endings.end('a', 'failed', 'A checkpoint is damaged.')
    expect(store().runs.get('a')).toMatchObject({
      endReason: 'completed',
      endMessage: 'It could not be continued: A checkpoint is damaged.',
      config: before!.config,
    })
  })

  it('keeps its last end that happened, whatever comes in between', () => {
    type Step = 'resume' | 'continue' | 'begin' | 'ready' | 'fail' | 'stop' | 'vanish' | 'fill' | 'free' | 'die'
    const steps = fc.array(
      fc.constantFrom<Step[]>('resume', 'continue', 'begin', 'ready', 'fail', 'stop', 'vanish', 'fill', 'free', 'die'),
      { maxLength: 30 },
    )
    let number = 0
    fc.assert(
      fc.property(steps, (list) => {
        const id = `run-${(number += 1)}`
        freeDisk()
        addEnded(id, 'interrupted', 'It began so.')
        let happened: EndReason = 'interrupted'
        let epochs = 20
        let asked = epochs
        let trains = false
        const over = (reason: EndReason, message: string) => {
          endings.end(id, reason, message)
          if (trains) [happened, epochs] = [reason, asked]
          trains = false
        }
        /** As the service does when the disk refuses: the sentence is the run's end. */
        const orFail = (act: () => void) => {
          try {
            act()
          } catch (error) {
            over('failed', String(error))
          }
        }
        for (const step of list) {
          const { state } = shown(id)
          if (step === 'fill') fillDisk()
          else if (step === 'free') freeDisk()
          else if (step === 'die') {
            nextCore()
            // As the service does with what no end is known of.
            if (state !== 'ended' && state !== 'queued') over('interrupted', 'Plateau ended.')
          } else if (state === 'ended' && (step === 'resume' || step === 'continue')) {
            try {
              goOn(id, step)
              asked = step === 'continue' ? 6 : epochs
            } catch (error) {
              expect(String(error)).toContain('disk is full')
            }
          } else if (state === 'queued' && step === 'begin') orFail(() => begin(id))
          else if (state === 'running' && step === 'ready')
            orFail(() => {
              store().earlierEnds.forget(id)
              trains = true
            })
          else if (state === 'running' && step === 'fail') over('failed', long)
          else if (state === 'running' && step === 'vanish') over('interrupted', long)
          else if (state !== 'ended' && step === 'stop') over('stopped', long)
          if (shown(id).state === 'ended')
            expect([shown(id).endReason, shown(id).config.epochs]).toEqual([happened, epochs])
        }
        freeDisk()
        nextCore()
        if (shown(id).state === 'ended') {
          expect(store().runs.get(id)).toMatchObject({ state: 'ended', endReason: happened })
          expect(store().earlierEnds.get(id)).toBeNull()
        }
      }),
      { numRuns: propertyCases(300) },
    )
  })
})
