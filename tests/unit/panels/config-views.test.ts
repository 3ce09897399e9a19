/** Every view of a config is made from the schema: a setting that one of them leaves out fails here. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSettingKey,
  requireRunConfig,
  settingKeys,
  type RunConfigInput,
  type SettingKey,
} from '../../../src-main/contract/config'
import { visibleLine } from '../../../src-main/contract/text'
import { settingName } from '../../../src-main/model/grouping'
import { settingLabel } from '../../../src-main/panels/words/config-values'
import { flattenSettings } from '../../../src-main/contract/stored-config'
import { settingFields, unitOf } from '../../../src-main/contract/settings'
import { findDifferences } from '../../../src-main/model/comparison/differences'
import { flagName } from '../../../src-main/hosts/cli/flag-names'
import { settings as showSettings } from '../../../src-main/hosts/cli/commands/show'
import { buildDiff } from '../../../src-main/panels/compare/config-diff'
import { configDiffTable } from '../../../src-main/panels/report/tables'
import { describeRest } from '../../../src-renderer/views/grid/grid-draft'
import { findChanges, toDraft } from '../../../src-renderer/views/new-run/draft'
import { configLines } from '../../../src-renderer/views/run/config-lines'
import { byLossParameter, lossTaking } from '../../../src-main/recipes/registry/losses'
import {
  byOwnOptimizerSetting,
  optimizerDefaults,
  optimizerTaking,
} from '../../../src-main/recipes/registry/optimizers'
import { byScheduleSetting, scheduleTaking } from '../../../src-main/recipes/registry/schedules'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

/** What a setting needs beside it to mean anything, its two values, and the second one as people read it. */
type Sample = { readonly with?: RunConfigInput; readonly values: readonly [unknown, unknown]; readonly read: string }

/** Total over the schema: a new setting does not compile until it is here, but for those of recipes. */
const samples: Record<SettingKey, Sample> = {
  dataSet: {
    values: ['cifar10', 'clothes@3f2a9c41d0e7:32x32x3/9:800+200'],
    read: 'clothes@3f2a9c41d0e7:32x32x3/9:800+200',
  },
  task: { values: ['image-to-image', 'classification'], read: 'classification' },
  architecture: {
    with: { filters: [8, 8], kernelSizes: [3, 3], hiddenUnits: 16 },
    values: ['plain', 'pooled'],
    read: 'pooled',
  },
  layers: {
    with: { architecture: 'own' },
    values: [
      '[{"kind":"flatten"},{"kind":"dense","units":784}]',
      '[{"kind":"flatten"},{"kind":"dense","units":9},{"kind":"dense","units":784}]',
    ],
    read: '3 layers, 28qplr0yak4',
  },
  filters: {
    values: [
      [16, 32],
      [24, 48],
    ],
    read: '24, 48',
  },
  kernelSizes: {
    values: [
      [3, 3],
      [5, 7],
    ],
    read: '5, 7',
  },
  hiddenUnits: { values: [128, 2048], read: '2,048' },
  targets: { values: ['grey', 'crop:20 grey'], read: 'crop:20 grey' },
  classWeights: { with: { task: 'classification' }, values: ['none', 'balanced'], read: 'balanced' },
  augment: { values: ['none', 'flip-horizontal:0.5 crop:4'], read: 'flip-horizontal:0.5 crop:4' },
  inputNoise: { values: [0, 0.1], read: '0.1' },
  initialWeights: { values: ['a'.repeat(64), 'b'.repeat(64)], read: 'b'.repeat(64) },
  norms: { values: [false, true], read: 'on' },
  freeze: { values: ['1', '1 2'], read: '1 2' },
  activation: { values: ['relu', 'tanh'], read: 'tanh' },
  outputActivation: { values: ['linear', 'sigmoid'], read: 'sigmoid' },
  loss: { values: ['mse', 'l1'], read: 'L1' },
  ...byLossParameter((parameter, key) => ({
    with: { loss: lossTaking(key) },
    values: [parameter.default, 0.25],
    read: '0.25',
  })),
  optimizer: { with: { momentum: 0.5 }, values: ['sgd', 'rmsprop'], read: 'RMSprop' },
  learningRate: { values: [1e-3, 5e-5], read: '5e-5' },
  ...byOwnOptimizerSetting((key): Sample => {
    const optimizer = optimizerTaking(key)
    const usual = optimizerDefaults(optimizer)[key]
    return typeof usual === 'boolean'
      ? { with: { optimizer }, values: [usual, !usual], read: usual ? 'off' : 'on' }
      : { with: { optimizer }, values: [usual, 0.25], read: '0.25' }
  }),
  weightDecay: { values: [0, 0.0125], read: '0.0125' },
  batchSize: { values: [64, 2048], read: '2,048 images' },
  epochs: { values: [30, 7], read: 'at most 7' },
  schedule: { values: ['constant', 'one-cycle'], read: 'one cycle' },
  ...byScheduleSetting((setting, key): Sample => {
    const takesWhole = !setting.schema.safeParse(0.25).success
    const [value, read] = takesWhole ? [7, '7'] : [0.25, '0.25']
    return { with: { schedule: scheduleTaking(key) }, values: [setting.default, value], read }
  }),
  warmupEpochs: { values: [0, 2.5], read: '2.5 epochs' },
  accumulationSteps: { values: [1, 4], read: '4 batches' },
  clipValue: { values: [0, 0.5], read: '0.5' },
  clipNorm: { values: [0, 2.5], read: '2.5' },
  averageDecay: { values: [0, 0.999], read: '0.999' },
  seed: { values: [1, 77], read: '77' },
  dataSeed: { values: [1, 78], read: '78' },
  trainSize: { values: [50_000, 12_345], read: '12,345 images' },
  validationSize: { values: [10_000, 1_234], read: '1,234 images' },
  earlyStopping: { values: [true, false], read: 'off' },
  monitor: { values: ['validation_loss', 'val_mae'], read: 'val_mae' },
  patience: { values: [5, 9], read: '9 epochs' },
  minDelta: { values: [1e-5, 2.5e-6], read: '2.5e-6' },
}

const cases = settingKeys.map((key) => {
  const { with: beside = {}, values, read } = samples[key]
  const [before, after] = values.map((value): RunConfigInput => ({ ...beside, [key]: value }))
  return { key, before: before!, after: after!, read }
})
/** A text's line that begins with a word, or with it behind spaces. */
const lineOf = (text: string, word: string) => text.split('\n').find((line) => line.trim().split(/\s{2,}/)[0] === word)

it('counts one of a unit as one', () => {
  expect(unitOf('accumulationSteps', 1)).toBe('batch')
  for (const key of settingKeys) {
    const { unit } = settingFields[key]
    expect(unitOf(key, 2)).toBe(unit)
    if (/^[a-z]+s$/.test(unit)) expect(`${unitOf(key, 1)}s`.replace('batchs', 'batches')).toBe(unit)
    else expect(unitOf(key, 1)).toBe(unit)
  }
})

it('has no two settings read alike, whoever wrote them and in whichever case', () => {
  expect([settingLabel('loss'), settingLabel('Loss'), settingName('Loss'), settingLabel('lr')]).toEqual([
    'Loss',
    'Loss (own key)',
    'Loss (own key)',
    'lr',
  ])
  const written = fc.oneof(
    fc.constantFrom(...settingKeys.flatMap((key) => [key, settingFields[key].label, settingName(key)])),
    fc.string(),
  )
  const cased = fc
    .tuple(written, fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 2 }))
    .map(
      ([text, form, marks]) =>
        (form === 0 ? text : form === 1 ? text.toUpperCase() : text.toLowerCase()) + ' (own key)'.repeat(marks),
    )
  fc.assert(
    fc.property(cased, cased, (left, right) => {
      fc.pre(visibleLine(left) !== visibleLine(right))
      expect(settingLabel(left)).not.toBe(settingLabel(right))
      expect(settingName(left)).not.toBe(settingName(right))
      // Of Plateau's own and another, not even in another case.
      if (isSettingKey(left) && !isSettingKey(right))
        expect(settingLabel(left).toLowerCase()).not.toBe(settingLabel(right).toLowerCase())
    }),
    { numRuns: propertyCases(500) },
  )
})

it('lists no setting in a report that is off, and names those', () => {
  const run = fakeRun('a', {}, { clipNorm: 0, inputNoise: 0.1 })
  const { rows, notes } = configDiffTable([run], [{ id: 'a', label: 'a', runs: [run] }])
  const names = rows.map(([name]) => name)
  expect(names).toContain(settingFields.inputNoise.label)
  expect(names).not.toContain(settingFields.clipNorm.label)
  expect(notes.join(' ')).toContain('clip by norm')
  expect(notes.join(' ')).not.toContain('input noise')
})

describe.each(cases)('$key', ({ key, before, after, read }) => {
  const [left, right] = [before, after].map((input, at) => fakeRun(`run${at}`, {}, { epochs: 30, ...input }))
  const { label } = settingFields[key]

  it('stands on the run page, with its value', () => {
    expect(configLines(right!.config).find((line) => line.key === key)).toEqual({ key, label, text: read })
    const changed = configLines(right!.config).filter(
      ({ key: other, text }) => text !== configLines(left!.config).find((line) => line.key === other)?.text,
    )
    expect(changed.map((line) => line.key)).toContain(key)
  })

  it('stands in `show`, by the flag that sets it', () => {
    expect(lineOf(showSettings(right!), flagName(key))).toContain(String(right!.recipe![key]))
  })

  it('stands in the config diff, in the report’s table and among the differences of a comparison', () => {
    const columns = [left!, right!].map((run) => ({ id: run.id, label: run.name, runs: [run] }))
    const entries = buildDiff(columns, false).flatMap((section) => section.entries)
    expect(entries.find(({ setting }) => setting === key)).toMatchObject({ label, differs: true })
    const { rows } = configDiffTable([left!, right!], columns)
    const [, ...values] = rows.find(([name]) => name === label)!
    expect(new Set(values).size).toBe(2)
    expect(findDifferences([left!, right!]).map((difference) => difference.key)).toContain(key)
  })

  it('stands in a table of one run', () => {
    const column = { id: 'a', label: 'a', runs: [right!] }
    expect(configDiffTable([right!], [column]).rows.map(([name]) => name)).toContain(label)
  })

  it('stands among the changes of a new run, alone', () => {
    const changes = findChanges(toDraft(before), toDraft(after)).map((change) => change.key)
    expect(changes).toContain(key)
    // Nothing else was given another value.
    expect(changes.filter((other) => other !== key && after[other] !== undefined)).toEqual([])
  })

  it('stands beside a grid that does not vary it, where it is not as usual', () => {
    // The three leading ones are always axes of the sheet.
    if (key === 'architecture' || key === 'loss' || key === 'seed') return
    const axes = (['architecture', 'loss', 'seed'] as const).map((axis) => ({
      key: axis,
      values: [right!.config[axis]],
    }))
    expect(describeRest(right!.recipe!, axes)).not.toBe(describeRest(left!.recipe!, axes))
  })
})

describe('changes of a new run', () => {
  it('leave out what only means something again', () => {
    const start = toDraft({ optimizer: 'sgd', momentum: 0 })
    const draft = toDraft({ optimizer: 'sgd', momentum: 0.9 })
    expect(findChanges(start, draft)).toEqual([{ key: 'momentum', from: '0', to: '0.9' }])
  })
})

describe('the run page', () => {
  it('shows every setting of a config and no other', () => {
    for (const { after } of cases) {
      const config = requireRunConfig(after)
      expect(
        configLines(flattenSettings(config))
          .map(({ key }) => key)
          .sort(),
      ).toEqual(Object.keys(config).sort())
    }
  })
})
