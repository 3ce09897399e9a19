/** Runs that are cut off and resumed, held to the last bit against the same runs left alone. */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { isSoak } from '../../support/property'
import { hasNative } from '../../unit/training/backends'
import {
  expectSameCurve,
  joinAttempts,
  resumeCommand,
  runTrainer,
  small,
  startCommand,
  wholeCheckpoints,
  type Outcome,
  type StartCommand,
} from './trainer-process'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-trainer-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs until `milliseconds` after an epoch was announced, then kills. What was announced by then is what a core has. */
async function killAfter(start: StartCommand, epoch: number, milliseconds: number, environment = {}): Promise<Outcome> {
  const cut = await runTrainer(start, {
    environment,
    onMessage(message, trainer) {
      if (message.type === 'epoch' && message.epoch === epoch) setTimeout(() => trainer.kill('SIGKILL'), milliseconds)
    },
  })
  expect(cut.ended).toBeNull()
  return cut
}

/** Long enough that no kill comes too late, short enough to wait for. */
const epochs = 10

const optimizers = [
  { optimizer: 'adam' },
  // The last step of an epoch has one batch.
  { optimizer: 'sgd', momentum: 0.9, learningRate: 0.01, accumulationSteps: 3, clipNorm: 0.1, averageDecay: 0.9 },
  { optimizer: 'rmsprop', momentum: 0.5, augment: 'flip-horizontal crop:2 colour mixup' },
  {
    ...{ optimizer: 'adamw', loss: '0.8*l1+0.2*ssim' },
    ...{ schedule: 'reduce-on-plateau', plateauPatience: 1, plateauDelta: 0.01, warmupEpochs: 1.5 },
  },
] as const satisfies RunConfigInput[]

async function expectSameAfterKill(
  config: RunConfigInput,
  given: { threads: number; after: number; milliseconds: number },
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const start = startCommand(join(folder, 'cut'), config, { threads: given.threads })
  const [alone, cut] = await Promise.all([
    runTrainer({ ...start, directory: join(folder, 'alone') }, { environment }),
    killAfter(start, given.after, given.milliseconds, environment),
  ])
  expect(alone.ended).toMatchObject({ reason: 'completed', message: null, code: null })
  const resumed = await runTrainer(resumeCommand(start, cut.epochs), { environment })
  expect(resumed.fromEpoch).toBe(cut.epochs.length)
  expect(resumed.ended).toMatchObject({ reason: 'completed' })
  expectSameCurve(joinAttempts(cut.epochs, resumed.epochs), alone.epochs)
}

describe.skipIf(!hasNative)('a run on native TensorFlow, killed and resumed, is to the bit the one left alone', () => {
  it.each(
    optimizers.flatMap((settings, index) =>
      (['plain', 'pooled'] as const).flatMap((architecture, other) =>
        // Each optimizer with one architecture and one number of threads; all with all in `npm run soak`.
        (isSoak ? [1, 2] : other === (index + 1) % 2 ? [1 + ((index + other) % 2)] : []).map((threads) => ({
          settings,
          architecture,
          threads,
          after: 1 + index,
          milliseconds: [0, 3, 8, 15][(index + threads) % 4]!,
        })),
      ),
    ),
  )(
    '$settings.optimizer, $architecture, $threads threads, $milliseconds ms after epoch $after',
    async ({ settings, architecture, ...given }) => {
      await expectSameAfterKill({ ...small[architecture], ...settings, epochs }, given)
    },
  )
})

describe.skipIf(!hasNative)(
  'a run whose steps are a graph, killed and resumed, is to the bit the one left alone',
  () => {
    it('with dropout, an average of weights, norms and a smaller last batch', async () => {
      const layers = [
        ...[{ kind: 'convolution', filters: 3, kernelSize: 3, stride: 2 }, { kind: 'batch-normalization' }],
        ...[{ kind: 'dropout', rate: 0.1 }, { kind: 'flatten' }, { kind: 'dense', units: 784 }],
      ]
      const config = {
        ...({ architecture: 'own', schedule: 'cosine', averageDecay: 0.9, norms: true } as const),
        layers: JSON.stringify(layers),
        // So many batches that the rest of them is worth a graph too.
        ...{ trainSize: 402, batchSize: 4, epochs: 5, validationSize: 8 },
      } as const
      await expectSameAfterKill(config, { threads: 2, after: 2, milliseconds: 3 })
    })
  },
)

describe('a run on wasm, killed and resumed', () => {
  it('is to the bit the one left alone', async () => {
    await expectSameAfterKill(
      { ...small.pooled, epochs: 6, trainSize: 96, validationSize: 8 },
      { threads: 1, after: 2, milliseconds: 5 },
      { PLATEAU_BACKEND: 'wasm' },
    )
  })
})

describe.skipIf(!hasNative)('a run of a network that engine version 3 changed', () => {
  const layers = [
    { kind: 'convolution', filters: 3, kernelSize: 3, stride: 2 },
    { kind: 'flatten' },
    { kind: 'dense', units: 784 },
  ]
  const versionOf = ({ messages }: Outcome) =>
    messages.flatMap((message) => (message.type === 'ready' ? [message.environment.engineVersion] : []))
  const headOf = (path: string) => readFileSync(path).toString('latin1', 0, 20_000)

  it('goes on by the version that it began with', async () => {
    const start = startCommand(folder, {
      ...{ architecture: 'own', layers: JSON.stringify(layers) },
      ...{ epochs: 2, trainSize: 64, validationSize: 8 },
    })
    const alone = await runTrainer(start)
    expect(versionOf(alone)).toEqual(['3'])
    const resume = resumeCommand(start, alone.epochs.slice(0, 1))
    const again = await runTrainer(resume)
    expect(versionOf(again)).toEqual(['3'])
    expectSameCurve(joinAttempts(alone.epochs.slice(0, 1), again.epochs), alone.epochs)

    // As the version before wrote it.
    const [file] = resume.resumeFrom
    const path = join(folder, file!.file)
    const bytes = Buffer.from(
      readFileSync(path).toString('latin1').replace('"engineVersion":"3"', '"engineVersion":"2"'),
      'latin1',
    )
    writeFileSync(path, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const former = await runTrainer({ ...resume, attempt: 3, resumeFrom: [{ ...file!, sha256 }] })
    expect(former.fromEpoch).toBe(1)
    expect(versionOf(former)).toEqual(['2'])
    expect(former.messages.filter((message) => message.type === 'log' && message.level === 'warning')).toEqual([])
    expect(headOf(join(folder, wholeCheckpoints(former.epochs)[0]!.file))).toContain('"engineVersion":"2"')
  })

  it('is verified by the version that it was trained by', async () => {
    const start = startCommand(join(folder, 'verified'), {
      ...{ architecture: 'own', layers: JSON.stringify(layers) },
      ...{ epochs: 2, trainSize: 64, validationSize: 8 },
    })
    const old = await runTrainer({ ...start, engineVersion: '2' })
    expect(versionOf(old)).toEqual(['2'])
    const anew = await runTrainer({ ...start, engineVersion: '2', attempt: 2 })
    expectSameCurve(anew.epochs, old.epochs)
    // One that nothing can train by any more is trained by the newest.
    expect(versionOf(await runTrainer({ ...start, engineVersion: '1', attempt: 3 }))).toEqual(['3'])
  })
})

describe.skipIf(!hasNative)('a run whose trainer is killed while it writes', () => {
  it('goes on from the checkpoint before, and the half-written one is gone', async () => {
    // Wide enough that writing takes a while.
    const start = startCommand(folder, { ...small.plain, hiddenUnits: 2_000, epochs: 2, batchSize: 200 })
    const alone = await runTrainer({ ...start, directory: join(folder, 'alone') })
    const unfinished = (directory: string) => {
      const attempt = join(directory, '1')
      return existsSync(attempt) ? readdirSync(attempt).filter((name) => /^epoch-000002.*\.part$/.test(name)) : []
    }
    // On a busy machine the kill may come when the file is whole already: then once more.
    for (let attempt = 1; ; attempt += 1) {
      const directory = join(folder, `cut-${attempt}`)
      let watch: NodeJS.Timeout | undefined
      const cut = await runTrainer(
        { ...start, directory },
        {
          onSpawn(trainer) {
            watch = setInterval(() => unfinished(directory).length > 0 && trainer.kill('SIGKILL'), 1)
          },
        },
      )
      clearInterval(watch)
      if (unfinished(directory).length === 0 && attempt < 10) continue
      expect(unfinished(directory)).toHaveLength(1)
      expect(cut.ended).toBeNull()
      const resumed = await runTrainer(resumeCommand({ ...start, directory }, cut.epochs))
      expect(resumed.fromEpoch).toBe(1)
      expect(unfinished(directory)).toEqual([])
      expectSameCurve(joinAttempts(cut.epochs, resumed.epochs), alone.epochs)
      return
    }
  })
})

describe.skipIf(!hasNative)('a run whose newest checkpoint is harmed', () => {
  let original: string
  let start: StartCommand
  let alone: Outcome
  beforeAll(async () => {
    original = mkdtempSync(join(tmpdir(), 'plateau-trainer-'))
    start = startCommand(original, { ...small.pooled, epochs: 5 })
    alone = await runTrainer(start)
  })
  afterAll(() => rmSync(original, { recursive: true, force: true }))

  it.each([
    ['cut', (path: string) => truncateSync(path, 1_000), 'It is truncated'],
    [
      'altered in one bit',
      (path: string) => {
        const bytes = readFileSync(path)
        bytes[bytes.length >> 1]! ^= 0x10
        writeFileSync(path, bytes)
      },
      'It is corrupted',
    ],
    ['missing', (path: string) => rmSync(path), 'It is missing'],
  ])('(%s) goes on from the one before and comes to the same end', async (_what, harm, sentence) => {
    cpSync(original, folder, { recursive: true })
    const committed = alone.epochs.slice(0, 4)
    const [newest] = wholeCheckpoints(committed)
    harm(join(folder, newest!.file))
    const resumed = await runTrainer(resumeCommand({ ...start, directory: folder }, committed))
    expect(resumed.fromEpoch).toBe(3)
    const warning = resumed.messages.find((message) => message.type === 'log' && message.level === 'warning')
    expect(warning).toMatchObject({
      message: expect.stringContaining(`The checkpoint of epoch 4, 1/epoch-000004.safetensors`) as string,
    })
    expect(warning).toMatchObject({ message: expect.stringContaining(sentence) as string })
    // Epoch 4 is the best or not as it was the first time, whatever was known of it.
    expect(resumed.epochs[0]!.checkpoints.map(({ kind }) => kind)).toEqual(
      alone.epochs[3]!.checkpoints.map(({ kind }) => kind),
    )
    expectSameCurve(joinAttempts(committed, resumed.epochs), alone.epochs)
  })

  it('and every other too begins from the beginning, says so, and comes to the same end', async () => {
    const resumed = await runTrainer(resumeCommand({ ...start, directory: folder }, alone.epochs.slice(0, 4)))
    expect(resumed.fromEpoch).toBe(0)
    expect(resumed.logs).toContain('There is no checkpoint to resume from; the run starts from the beginning.')
    expectSameCurve(resumed.epochs, alone.epochs)
  })

  it('once more from the same config and seed gives the same bits, and a different seed others', async () => {
    const [again, other] = await Promise.all([
      runTrainer({ ...start, directory: join(folder, 'again') }),
      runTrainer({ ...start, directory: join(folder, 'other'), config: { ...start.config, seed: 2 } }),
    ])
    expectSameCurve(again.epochs, alone.epochs)
    expect(other.epochs[0]!.values.val_mse).not.toBe(alone.epochs[0]!.values.val_mse)
  })
})
