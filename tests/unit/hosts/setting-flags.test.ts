import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  activationKinds,
  defaultSettings,
  resolveRunConfig,
  settingKeys,
  type RunConfig,
  type RunConfigInput,
  type SettingKey,
} from '@contract/config'
import { PlateauError } from '@contract/errors'
import { kindOfSetting } from '@contract/settings'
import { lossRefusal } from '@recipes/registry/losses'
import { flagName } from '../../../src-main/hosts/cli/flag-names'
import { addGridFlags, configsFromCommandLine } from '../../../src-main/hosts/cli/grid-flags'
import { flagKeys, readCount, readNumber, readSwitch, valuesFromFlags } from '../../../src-main/hosts/cli/setting-flags'

function parse(parameters: readonly string[]): Record<string, unknown> {
  const command = new Command('train')
  addGridFlags(command)
  command.exitOverride().configureOutput({ writeErr: () => undefined })
  command.parse([...parameters], { from: 'user' })
  return command.opts()
}

/** A setting's value as a person would type it. */
function asFlags(key: SettingKey, value: unknown): string[] {
  if (typeof value === 'boolean') return [value ? flagName(key) : flagName(key).replace('--', '--no-')]
  return [flagName(key), String(value)]
}

/** The one config of a command line without a grid. */
async function configFrom(parameters: readonly string[]): Promise<RunConfig> {
  const configs = await configsFromCommandLine(parse(parameters))
  expect(configs).toHaveLength(1)
  return configs[0]!
}

describe('setting flags', () => {
  it('has a flag with help for every setting of the contract', () => {
    const command = new Command('train')
    addGridFlags(command)
    const flags = command.options.map((option) => option.long)
    for (const key of flagKeys) {
      expect(flags).toContain(flagName(key))
      expect(command.options.find((option) => option.long === flagName(key))?.description).not.toBe('')
    }
    expect(flags).toContain('--no-early-stopping')
    expect(flags).toContain('--no-nesterov')
    expect(flags).toContain('--config')
    const described = (flag: string) => command.options.find(({ long }) => long === flag)?.description
    expect(described('--early-stopping')).toContain('(default: on)')
    expect(described('--nesterov')).toContain('(default: off)')
  })

  it('names the flags that the documentation names', () => {
    expect(settingKeys.map(flagName)).toEqual(
      expect.arrayContaining(['--architecture', '--kernel-sizes', '--learning-rate', '--train-size', '--min-delta']),
    )
  })

  it('gives nothing when nothing was typed, so that defaults and a file keep their say', () => {
    expect(valuesFromFlags(parse([]))).toEqual(new Map())
  })

  it('reads back whatever can be typed, one value or several', () => {
    const someSetting = fc.constantFrom(...flagKeys).chain((key): fc.Arbitrary<[SettingKey, unknown[]]> => {
      const kind = kindOfSetting(key)
      const several = <Value>(value: fc.Arbitrary<Value>) =>
        fc.tuple(fc.constant(key), fc.array(value, { minLength: 1, maxLength: 3 }))
      if (kind.kind === 'choice') return several(fc.constantFrom(...kind.choices))
      if (kind.kind === 'switch') return several(fc.boolean())
      if (kind.kind === 'text') return several(fc.constantFrom('grey', 'resize:12 blur:1.5', 'edge'))
      if (kind.kind === 'number') return several(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }))
      return several(fc.array(fc.nat(), { minLength: 1, maxLength: 5 }))
    })
    fc.assert(
      fc.property(fc.array(someSetting, { maxLength: 8 }), (settings) => {
        const expected = new Map(settings)
        const parameters = [...expected].flatMap(([key, values]) => {
          const { kind } = kindOfSetting(key)
          const words = kind === 'switch' ? values.map((value) => (value === true ? 'on' : 'off')) : values.map(String)
          return [flagName(key), words.join(kind === 'numbers' ? '/' : ',')]
        })
        expect(new Map([...valuesFromFlags(parse(parameters))])).toEqual(expected)
      }),
    )
  })

  it('types in any whole config and gets it back', async () => {
    const input: RunConfigInput = {
      task: 'image-to-image',
      architecture: 'pooled',
      filters: [8, 16],
      kernelSizes: [5, 3],
      hiddenUnits: 64,
      activation: activationKinds[1],
      outputActivation: 'sigmoid',
      loss: 'smooth-l1',
      beta: 0.1,
      optimizer: 'sgd',
      learningRate: 0.01,
      momentum: 0.5,
      weightDecay: 0.0005,
      nesterov: true,
      batchSize: 32,
      epochs: 3,
      schedule: 'step',
      stepEpochs: 2,
      decayFactor: 0.5,
      warmupEpochs: 0.5,
      accumulationSteps: 4,
      clipValue: 0.5,
      clipNorm: 2.5,
      averageDecay: 0.999,
      dataSet: 'cifar10',
      targets: 'resize:20 edge',
      inputNoise: 0.25,
      augment: 'flip-horizontal:0.5 crop:4 mixup:0.2',
      norms: true,
      seed: 0,
      dataSeed: 7,
      trainSize: 640,
      validationSize: 100,
      earlyStopping: true,
      monitor: 'val_mse',
      patience: 2,
      minDelta: 1e-7,
    }
    const parameters = Object.entries(input).flatMap(([key, value]) => asFlags(key as SettingKey, value))
    const config = await configFrom(parameters)
    expect(resolveRunConfig(input)).toEqual({ ok: true, config })
    expect(config).toEqual(input)
  })

  it('takes the last of --early-stopping and --no-early-stopping', () => {
    const given = (...parameters: string[]) => valuesFromFlags(parse(parameters)).get('earlyStopping')
    expect(given('--no-early-stopping')).toEqual([false])
    expect(given('--no-early-stopping', '--early-stopping')).toEqual([true])
    expect(given('--early-stopping', 'off,on')).toEqual([false, true])
  })
})

describe('bad values', () => {
  const sentenceOf = async (...parameters: string[]) => {
    try {
      await configsFromCommandLine(parse(parameters))
    } catch (error) {
      if (error instanceof PlateauError && error.code === 'invalid-input') return error.message
      throw error
    }
    throw new Error('was accepted')
  }

  it.each([
    [['--epochs', 'many'], '--epochs must be a number, not many.'],
    [['--epochs', '2.5'], '--epochs must be a whole number.'],
    [['--epochs', '0'], '--epochs must be at least 1.'],
    [['--epochs', ''], '--epochs must be a number, not empty.'],
    [['--learning-rate', '-1'], '--learning-rate must be above 0.'],
    [['--learning-rate', '2'], '--learning-rate must be at most 1.'],
    [['--learning-rate', '0x1'], '--learning-rate must be a number, not 0x1.'],
    [['--learning-rate', 'Infinity'], '--learning-rate must be a number, not Infinity.'],
    [
      ['--architecture', 'res-net'],
      '--architecture must be one of plain, pooled, resnet, unet, mlp, convnext, or a file of JSON, not res-net.',
    ],
    [['--filters', '16,,32'], '--filters must be a number, not empty.'],
    [['--kernel-sizes', '3,4'], '--kernel-sizes must be odd.'],
    [['--filters', '16'], '--kernel-sizes needs one size for each of the 1 convolutions, not 2.'],
    [['--beta', '1'], '--beta belongs to the smooth-l1 loss.'],
    [['--optimizer', 'sgd', '--momentum', '0', '--nesterov'], '--nesterov needs sgd with momentum above 0.'],
    [['--no-early-stopping', '--patience', '3'], '--patience needs early stopping.'],
    [['--nesterov', 'perhaps'], '--nesterov must be on or off, not perhaps.'],
    [['--loss', 'mse,l7'], `--loss ${lossRefusal}.`],
    [['--learning-rate', '0.1,'], '--learning-rate must be a number, not empty.'],
    [['--filters', '16,32/'], '--filters must be a number, not empty.'],
    [['--loss', 'mse,l1', '--beta', '1,2'], '--beta belongs to the smooth-l1 loss.'],
    [['--seeds', '0'], '--seeds must be a whole number from 1 to 1000, not 0.'],
    [['--seeds', '2', '--seed', '1,2'], 'Give either --seeds or several values of --seed, not both.'],
    [['--seeds', '1000', '--loss', 'mse,l1'], 'A grid can have at most 1000 runs; this one has 2000.'],
    [['--seeds', '2', '--seed', '2147483647'], '--seed must be at most 2147483647.'],
  ])('%j is one sentence', async (parameters, sentence) => {
    expect(await sentenceOf(...parameters)).toBe(sentence)
  })

  it('reads numbers written in the ordinary ways', () => {
    expect(readNumber('--x', ' 1e-3 ')).toBe(0.001)
    expect(readNumber('--x', '.5')).toBe(0.5)
    expect(readNumber('--x', '5.')).toBe(5)
  })

  it('reads switches', () => {
    expect([readSwitch('--x', 'on'), readSwitch('--x', ' off')]).toEqual([true, false])
  })

  it('reads counts in their range only', () => {
    expect(readCount('--seeds', '3', 1, 100)).toBe(3)
    for (const text of ['0', '101', '1.5', 'a'])
      expect(() => readCount('--seeds', text, 1, 100)).toThrow(/^--seeds must/)
  })
})

describe('grids', () => {
  const shown = async (...parameters: string[]) =>
    (await configsFromCommandLine({ ...parse(parameters) })).map(({ architecture, loss, learningRate, seed }) =>
      [architecture, loss, learningRate, seed].join(' '),
    )

  it('holds every combination of what has several values, seed by seed', async () => {
    expect(
      await shown(
        '--loss',
        'mse,smooth-l1',
        '--architecture',
        'plain,pooled',
        '--seeds',
        '2',
        '--learning-rate',
        '0.01',
      ),
    ).toEqual([
      'plain mse 0.01 1',
      'plain smooth-l1 0.01 1',
      'pooled mse 0.01 1',
      'pooled smooth-l1 0.01 1',
      'plain mse 0.01 2',
      'plain smooth-l1 0.01 2',
      'pooled mse 0.01 2',
      'pooled smooth-l1 0.01 2',
    ])
  })

  it('trains group by group where asked', async () => {
    const options = { ...parse(['--loss', 'mse,l1', '--seeds', '2']), order: 'group-by-group' }
    const configs = await configsFromCommandLine(options)
    expect(configs.map(({ loss, seed }) => `${loss} ${seed}`)).toEqual(['mse 1', 'mse 2', 'l1 1', 'l1 2'])
    await expect(configsFromCommandLine({ ...options, order: 'random' })).rejects.toThrow(
      '--order must be one of seed-by-seed, group-by-group, not random.',
    )
  })

  it('counts seeds from --seed upwards', async () => {
    const configs = await configsFromCommandLine(parse(['--seeds', '3', '--seed', '5']))
    expect(configs.map(({ seed }) => seed)).toEqual([5, 6, 7])
  })

  it('takes several lists apart by slashes', async () => {
    const configs = await configsFromCommandLine(parse(['--filters', '16,32/32,64']))
    expect(configs.map(({ filters }) => filters)).toEqual([
      [16, 32],
      [32, 64],
    ])
  })

  it('leaves a setting out where it means nothing, and trains what is then the same once', async () => {
    const configs = await configsFromCommandLine(parse(['--loss', 'mse,smooth-l1', '--beta', '0.5,1']))
    expect(configs.map(({ loss, beta }) => [loss, beta])).toEqual([
      ['mse', undefined],
      ['smooth-l1', 0.5],
      ['smooth-l1', 1],
    ])
  })
})

describe('--config', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plateau-config-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const file = async (text: string) => {
    const path = join(folder, 'config.json')
    await writeFile(path, text)
    return path
  }

  it('gives settings, and flags win over it', async () => {
    const path = await file(JSON.stringify({ loss: 'huber', delta: 0.5, epochs: 7 }))
    const config = await configFrom(['--config', path, '--epochs', '9'])
    expect(config).toMatchObject({ loss: 'huber', delta: 0.5, epochs: 9, architecture: 'plain' })
    expect(config.learningRate).toBe(defaultSettings().learningRate)
  })

  it.each([
    ['{', /config\.json is not valid JSON in line 1\.$/],
    ['[1]', /config\.json must contain one JSON object of settings\.$/],
    ['{"epochs": 0}', /config\.json: epochs must be at least 1\.$/],
    ['{"epoch": 3}', /config\.json has no setting named epoch\.$/],
    ['{"beta": 1}', /config\.json: beta belongs to the smooth-l1 loss\.$/],
  ])('%s is refused with the file and the setting', async (text, sentence) => {
    const path = await file(text)
    await expect(configsFromCommandLine(parse(['--config', path]))).rejects.toThrow(sentence)
  })

  it('says when the file is not there or is a folder', async () => {
    await expect(configsFromCommandLine({ config: join(folder, 'none.json') })).rejects.toThrow(
      /none\.json does not exist\.$/,
    )
    await expect(configsFromCommandLine({ config: folder })).rejects.toThrow(/is a folder\.$/)
  })
})
