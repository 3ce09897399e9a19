/** What a machine can do to a run: each ends it with a sentence, and nothing that was announced is lost. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { cacheDirectory, cifar10Directory } from '../../../src-main/platform/paths.mjs'
import { mount, needsMount, remount, unmount } from '../../support/mounts'
import { hasNative } from '../../unit/training/backends'
import {
  expectSameCurve,
  joinAttempts,
  resumeCommand,
  runTrainer,
  small,
  startCommand,
  type Outcome,
} from './trainer-process'

let folder: string
let mounted: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-trainer-'))
  mounted = []
})
afterEach(async () => {
  for (const path of mounted) await unmount(path)
  rmSync(folder, { recursive: true, force: true })
})

/** Until the test's end. */
function mountHere(path: string, options: string): boolean {
  if (!mount(path, options)) return false
  mounted.push(path)
  return true
}

const config = { ...small.pooled, epochs: 6 } as const

describe('a full disk', () => {
  it('ends the run with a sentence; with room again it goes on to the same end', async ({ skip }) => {
    const disk = join(folder, 'disk')
    // Some checkpoints of 110 KB, and then no more.
    if (!mountHere(disk, 'size=400k')) skip(needsMount)
    const directory = join(disk, 'run')
    const start = startCommand(directory, config)
    const alone = await runTrainer({ ...start, directory: join(folder, 'alone') })
    const run = await runTrainer(start)
    expect(run.ended).toMatchObject({
      reason: 'failed',
      code: 'disk-full',
      message: expect.stringMatching(
        /^The disk is full: the checkpoint .*epoch-.* could not be written\. Free some/,
      ) as string,
    })
    expect(run.epochs.length).toBeGreaterThan(0)
    expect(run.epochs.length).toBeLessThan(6)
    expect(readdirSync(join(directory, '1')).filter((name) => name.endsWith('.part'))).toEqual([])

    remount(disk, 'size=10m')
    const resumed = await runTrainer(resumeCommand(start, run.epochs))
    expect(resumed.fromEpoch).toBe(run.epochs.length)
    expectSameCurve(joinAttempts(run.epochs, resumed.epochs), alone.epochs)
  })
})

describe('a folder that cannot be written', () => {
  it('ends the run with a sentence', async ({ skip }) => {
    const disk = join(folder, 'disk')
    if (!mountHere(disk, 'ro')) skip(needsMount)
    const run = await runTrainer(startCommand(join(disk, 'run'), config))
    expect(run.ended).toMatchObject({
      reason: 'failed',
      code: 'home-unwritable',
      message: expect.stringContaining('could not be written: the disk is read-only.') as string,
    })
    expect(run.epochs).toEqual([])
  })
})

describe.skipIf(!hasNative)('memory that does not suffice', () => {
  const narrow: RunConfigInput = {
    ...small.plain,
    filters: [512],
    kernelSizes: [1],
    epochs: 1,
    trainSize: 8,
    batchSize: 8,
  }

  /** Runs with two gigabytes of addresses more than a narrow network takes: what fails first has to be the large thing. */
  async function runWithLittleMemory(settings: RunConfigInput): Promise<Outcome> {
    let peakKilobytes = 0
    const little = await runTrainer(startCommand(join(folder, 'little'), narrow), {
      onMessage(message, trainer) {
        if (message.type !== 'batch') return
        const status = readFileSync(`/proc/${String(trainer.pid)}/status`, 'utf8')
        peakKilobytes = Number(/^VmPeak:\s+(\d+)/m.exec(status)?.[1])
      },
    })
    expect(peakKilobytes).toBeGreaterThan(0)
    // Nothing to be said on an ordinary day.
    expect(little.complaint).toBe('')
    return runTrainer(startCommand(join(folder, 'much'), { ...narrow, ...settings }), {
      onSpawn(trainer) {
        execFileSync('prlimit', [`--pid=${String(trainer.pid)}`, `--as=${(peakKilobytes + 2_000_000) * 1024}`])
      },
    })
  }
  const canLimit = () => spawnSync('prlimit', ['--version']).status === 0

  it('for the weights ends the run with a sentence', async ({ skip }) => {
    if (!canLimit()) skip('needs prlimit, to take memory away from a process')
    // 524,288 x 8,192 of them: 17 gigabytes.
    const run = await runWithLittleMemory({ hiddenUnits: 8_192 })
    expect(run.ended).toMatchObject({
      reason: 'failed',
      code: 'trainer-crashed',
      message: 'Plateau ran out of memory. Use a smaller network, a smaller batch or fewer images.',
    })
  })

  it('for a batch ends the run with a sentence, or TensorFlow itself and its last words say why', async ({ skip }) => {
    if (!canLimit()) skip('needs prlimit, to take memory away from a process')
    // Three gigabytes after the convolution. oneDNN's goes on without its output, and ends by SIGSEGV.
    const run = await runWithLittleMemory({ trainSize: 1_536, batchSize: 1_536 })
    if (run.ended === null) expect(run.complaint.trim().split('\n').at(-1)).toContain('OOM when allocating tensor')
    else expect(run.ended).toMatchObject({ message: expect.stringContaining('memory did not suffice') as string })
  })
})

describe('a data file that is removed', () => {
  it('lets the run that has read it go on, and ends the next one with its name', async () => {
    const cache = join(folder, 'cache')
    mkdirSync(join(cache, 'datasets', 'cifar10-v1'), { recursive: true })
    for (const entry of readdirSync(cacheDirectory()))
      if (entry !== 'datasets') symlinkSync(join(cacheDirectory(), entry), join(cache, entry))
    for (const name of readdirSync(cifar10Directory()))
      symlinkSync(join(cifar10Directory(), name), join(cache, 'datasets', 'cifar10-v1', name))
    const environment = { PLATEAU_CACHE: cache }
    const start = startCommand(join(folder, 'run'), config)
    const run = await runTrainer(start, {
      environment,
      onMessage(message) {
        if (message.type === 'epoch' && message.epoch === 1)
          rmSync(join(cache, 'datasets', 'cifar10-v1', 'train-images.bin'))
      },
    })
    expect(run.ended).toMatchObject({ reason: 'completed' })
    const next = await runTrainer(resumeCommand(start, run.epochs.slice(0, 2)), { environment })
    expect(next.ended).toMatchObject({
      reason: 'failed',
      code: expect.stringMatching(/^data-(missing|corrupt)$/) as string,
      message: expect.stringContaining('train-images.bin') as string,
    })
  })
})

describe('a loss that is no number', () => {
  it('ends the run as diverged, naming epoch and batch; the checkpoints before it stay', async () => {
    const run = await runTrainer(
      startCommand(folder, {
        ...config,
        architecture: 'plain',
        optimizer: 'sgd',
        learningRate: 1,
        momentum: 0.99,
        activation: 'linear',
        epochs: 20,
      }),
    )
    expect(run.ended).toMatchObject({
      reason: 'diverged',
      code: 'diverged',
      message: expect.stringMatching(/in epoch \d+(, batch \d+ of 7)?\./) as string,
    })
    for (const { values, checkpoints } of run.epochs)
      expect(checkpoints.length > 0).toBe(Number.isFinite(values.validation_loss))
  })
})
