/** Runs that are cut off and resumed, held to the last bit against the same runs left alone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { hasNative } from '../../unit/training/backends'
import {
  expectSameCurve,
  joinAttempts,
  resumeCommand,
  runTrainer,
  small,
  startCommand,
  type EpochMessage,
} from './trainer-process'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-trainer-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Kills a run when epoch `after` is announced or `milliseconds` later, resumes it, and gives all of its epochs. */
async function killAndResume(
  start: ReturnType<typeof startCommand>,
  { after, milliseconds = 0 }: { after: number; milliseconds?: number },
  environment: NodeJS.ProcessEnv = {},
): Promise<EpochMessage[]> {
  const cut = await runTrainer(start, {
    environment,
    onMessage(message, trainer) {
      if (message.type === 'epoch' && message.epoch === after) setTimeout(() => trainer.kill('SIGKILL'), milliseconds)
    },
  })
  expect(cut.ended).toBeNull()
  const resumed = await runTrainer(resumeCommand(start, cut.epochs), { environment })
  expect(resumed.fromEpoch).toBe(cut.epochs.length)
  expect(resumed.ended).toMatchObject({ reason: 'completed' })
  return joinAttempts(cut.epochs, resumed.epochs)
}

const optimizers = [
  { optimizer: 'adam' },
  { optimizer: 'sgd', momentum: 0.9, learningRate: 0.01 },
  { optimizer: 'rmsprop', momentum: 0.5 },
] as const satisfies RunConfigInput[]

describe.skipIf(!hasNative)('a run on native TensorFlow, killed and resumed, is to the bit the one left alone', () => {
  it.each(
    optimizers.flatMap((settings) => [
      { name: `${settings.optimizer}, plain, 1 thread`, config: { ...small.plain, ...settings }, threads: 1 },
      { name: `${settings.optimizer}, pooled, 2 threads`, config: { ...small.pooled, ...settings }, threads: 2 },
    ]),
  )('$name', async ({ config, threads }) => {
    const settings = { ...config, epochs: 5 }
    const alone = await runTrainer(startCommand(join(folder, 'alone'), settings, { threads }))
    expect(alone.ended).toMatchObject({ reason: 'completed' })
    const start = startCommand(join(folder, 'cut'), settings, { threads })
    expectSameCurve(await killAndResume(start, { after: 2 }), alone.epochs)
  })
})
