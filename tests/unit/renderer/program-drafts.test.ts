/** The form of a program: what stands in its fields is the program, and what is typed is read or said to be wrong at its field. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parameterSchema,
  programInputSchema,
  savedProgramSchema,
  type ProgramParameter,
  type ProgramSettings,
} from '../../../src-main/contract/programs'
import { whyNotValue } from '../../../src-main/model/programs/parameters'
import { draftOfParameter, readParameterDraft } from '../../../src-renderer/views/new-run/program/parameter-draft'
import {
  changedParts,
  draftOf,
  isSameStopping,
  readSettings,
  stoppingOf,
  type SettingsDraft,
} from '../../../src-renderer/views/new-run/program/settings-draft'
import { propertyCases } from '../../support/property'
import { hostileTexts } from '../../support/schema-inputs'

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one))
const name = fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/)
const choices = (type: ProgramParameter['type']): fc.Arbitrary<(string | number)[]> =>
  type === 'flag'
    ? fc.constant([])
    : type === 'int'
      ? fc.array(fc.integer(), { maxLength: 3 })
      : type === 'float'
        ? fc.array(number, { maxLength: 3 })
        : fc.array(fc.string({ unit: fc.constantFrom('a', "'", ' ', '"', '\\', 'ü'), minLength: 1 }), {
            minLength: type === 'choice' ? 1 : 0,
            maxLength: 3,
          })
const usual = ({ type, choices: among, multiple }: ProgramParameter): fc.Arbitrary<ProgramParameter['default']> => {
  if (type === 'flag') return fc.constantFrom(null, true, false)
  const one: fc.Arbitrary<string | number> =
    among.length > 0
      ? fc.constantFrom(...among)
      : type === 'int'
        ? fc.integer()
        : type === 'float'
          ? number
          : fc.string({ minLength: 1 }).map((text) => text.replaceAll('\0', '0'))
  const some: fc.Arbitrary<ProgramParameter['default']> = multiple
    ? fc.array<string | number>(one, { minLength: 1, maxLength: 3 })
    : one
  return fc.option(some)
}
/** Any that the form could have made. */
const parameter = fc
  .record({ name, type: fc.constantFrom('float', 'int', 'text', 'choice', 'flag', 'path' as const) })
  .chain(({ name: called, type }) =>
    fc.record({
      name: fc.constant(called),
      option: type === 'flag' ? fc.constant(`--${called}`) : fc.constantFrom(`--${called}`, `${called}=`),
      offOption: type === 'flag' ? fc.constantFrom(null, `--no-${called}`) : fc.constant(null),
      type: fc.constant(type),
      words: fc.string(),
      required: type === 'flag' ? fc.constant(false) : fc.boolean(),
      multiple: type === 'flag' ? fc.constant(false) : fc.boolean(),
      choices: choices(type),
    }),
  )
  .map((one) => parameterSchema.parse(one))
  .chain((one) => usual(one).map((value) => ({ ...one, default: value })))
  .filter((one) => whyNotValue({ ...one, required: false }, one.default) === null)

describe('a parameter in the form', () => {
  it('is what it was, also when every field is read anew', () => {
    fc.assert(
      fc.property(parameter, (one) => {
        const draft = draftOfParameter(one)
        expect(readParameterDraft(draft)).toEqual({ parameter: one, issues: {} })
        // Choices and values that look like numbers are numbers for a choice that is typed.
        if (one.type === 'choice') return
        expect(readParameterDraft({ ...draft, from: null })).toEqual({ parameter: one, issues: {} })
      }),
      { numRuns: propertyCases(300) },
    )
  })

  const float = draftOfParameter(parameterSchema.parse({ name: 'lr', option: '--lr', type: 'float', default: 0.1 }))
  it.each([
    [{ name: '' }, { name: 'It must have at least one visible character.' }],
    [{ option: 'lr' }, { option: 'It must be an option such as --lr, or lr= before a value.' }],
    [{ usual: 'fast' }, { usual: 'The default must be a number.' }],
    [{ minimum: '1' }, { usual: 'The default must be at least 1.' }],
    [{ minimum: '2', maximum: '1', usual: '' }, { maximum: 'The maximum is below the minimum.' }],
    [{ minimum: 'low' }, { minimum: 'Enter a number, or nothing.' }],
    [{ choices: '0.1 much' }, { choices: 'Its choices must be numbers.' }],
    [{ choices: "0.1 '" }, { choices: "A ' is not closed." }],
    [{ type: 'choice' as const }, { choices: 'Name its choices, separated by blanks.' }],
    [{ type: 'flag' as const, option: '', usual: '' }, { option: 'A flag needs an option, or one that says no.' }],
  ])('%j is said to be wrong', (change, issues) =>
    expect(readParameterDraft({ ...float, ...change }).issues).toMatchObject(issues),
  )

  it('that nobody changed is kept, even where its script says what does not fit', () => {
    const odd = parameterSchema.parse({ name: 'depth', option: '--depth', type: 'int', default: 'deep' })
    expect(readParameterDraft(draftOfParameter(odd))).toEqual({ parameter: odd, issues: {} })
  })
})

const program = programInputSchema.parse({
  name: 'train',
  command: 'python train.py {parameters}',
  folder: '/work',
  environment: { kind: 'conda', path: '/opt/vision' },
  variables: { DEVICE: '0' },
  parameters: [{ name: 'lr', option: '--lr', type: 'float', default: 0.1 }],
  results: { source: 'tensorboard', patterns: ['loss {loss}'], folder: 'runs' },
  stop: { interruptSeconds: 0.5, terminateSeconds: 60 },
  earlyStopping: { metric: 'val/loss', patience: 5, minDelta: 0.001, direction: 'higher' },
})

describe('a program in the form', () => {
  it('is what it was', () => {
    const settings = fc.record({
      parameters: fc.uniqueArray(parameter, { selector: ({ name: called }) => called, maxLength: 3 }),
      variables: fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), fc.string(), { maxKeys: 3, noNullPrototype: true }),
      earlyStopping: fc.constantFrom(null, program.earlyStopping),
      stop: fc.record({
        interruptSeconds: fc.double({ min: 0, max: 86_400, noNaN: true }).map(Math.abs),
        terminateSeconds: fc.constant(10),
      }),
    })
    fc.assert(
      fc.property(settings, (some) => {
        const whole: ProgramSettings = { ...program, ...some }
        expect(readSettings(draftOf(whole))).toEqual({ settings: whole, issues: {} })
        expect(changedParts(whole, whole)).toEqual([])
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('keeps the values that new runs begin with, as far as its parameters still take them', () => {
    const draft = draftOf({ ...program, values: { lr: 0.05 } })
    expect(readSettings(draft).settings?.values).toEqual({ lr: 0.05 })
    const [lr] = draft.parameters
    for (const change of [{ name: 'rate' }, { maximum: '0.01', usual: '0.001' }, { usual: '0.05' }])
      expect(readSettings({ ...draft, parameters: [{ ...lr!, ...change }] }).settings?.values).toEqual({})
  })

  const issuesOf = (change: (draft: SettingsDraft) => Partial<SettingsDraft>) => {
    const draft = draftOf(program)
    const { settings, issues } = readSettings({ ...draft, ...change(draft) })
    expect(settings === null).toBe(Object.keys(issues).length > 0)
    return issues
  }
  it.each<[Partial<SettingsDraft>, string, string]>([
    [{ name: ' ' }, 'name', 'Give the program a name.'],
    [{ folder: '' }, 'folder', 'Say where it is started: the path of a folder.'],
    [{ command: 'python train.py' }, 'command', 'Values need a place: write {parameters} where they belong.'],
    [{ command: "python 'x" }, 'command', "A ' is not closed."],
    [{ interruptSeconds: 'soon' }, 'stop.interruptSeconds', 'Enter seconds, 0 to 86,400.'],
    [{ terminateSeconds: '-1' }, 'stop.terminateSeconds', 'Enter seconds, 0 to 86,400.'],
  ])('%j is said at %s', (change, field, sentence) => expect(issuesOf(() => change)).toEqual({ [field]: sentence }))

  it('says what is wrong in rows at the row', () => {
    const twice = (draft: SettingsDraft) => ({ variables: [...draft.variables, { id: -1, name: 'DEVICE', value: '' }] })
    expect(issuesOf(twice)).toEqual({ 'variables.-1': 'DEVICE appears twice.' })
    expect(issuesOf(() => ({ variables: [{ id: -1, name: 'PLATEAU_RUN', value: '' }] }))).toEqual({
      'variables.-1': 'It is set by Plateau itself.',
    })
    const open = { source: 'lines' as const, patterns: [{ id: -1, text: 'loss {loss' }] }
    expect(issuesOf(() => open)).toEqual({ 'patterns.-1': 'A { is not closed.' })
    const again = (draft: SettingsDraft) => ({ parameters: [...draft.parameters, { ...draft.parameters[0]!, id: -1 }] })
    expect(issuesOf(again)).toEqual({ 'parameters.-1.name': 'Another parameter has this name.' })
  })

  /** What stands in a field that nobody meant: texts, and numbers that are none. */
  const typed = fc.oneof(
    fc.constantFrom(...hostileTexts, '1e308', '-1e308', '1e-320', '１２', '1,5', 'inf', '12345678901234567890'),
    fc.constantFrom('a'.repeat(10_001), 'ä'.repeat(5_000), '9'.repeat(10_000), '\u202e{parameters}', 'x\0', '\u200fx'),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  const [lr] = draftOf(program).parameters
  /** Every field that takes text, by where its sentence stands. */
  const typedFields: Readonly<Record<string, (text: string) => Partial<SettingsDraft>>> = {
    name: (name) => ({ name }),
    command: (command) => ({ command }),
    folder: (folder) => ({ folder }),
    environment: (path) => ({ environment: { kind: 'venv', path } }),
    'variables.-1': (name) => ({ variables: [{ id: -1, name, value: '1' }] }),
    'variables.-2': (value) => ({ variables: [{ id: -2, name: 'DEVICE', value }] }),
    'patterns.-3': (text) => ({ source: 'lines', patterns: [{ id: -3, text }] }),
    'results.folder': (resultsFolder) => ({ resultsFolder }),
    'stop.interruptSeconds': (interruptSeconds) => ({ interruptSeconds }),
    'stop.terminateSeconds': (terminateSeconds) => ({ terminateSeconds }),
    'earlyStopping.metric': (metric) => ({ stopping: { ...draftOf(program).stopping, metric } }),
    'earlyStopping.minDelta': (minDelta) => ({ stopping: { ...draftOf(program).stopping, minDelta } }),
    'earlyStopping.patience': (patience) => ({ stopping: { ...draftOf(program).stopping, patience } }),
    ...Object.fromEntries(
      (['name', 'option', 'words', 'usual', 'choices', 'minimum', 'maximum'] as const).map((field) => [
        `parameters.-4.${field}`,
        (text: string): Partial<SettingsDraft> => ({ parameters: [{ ...lr!, id: -4, [field]: text }] }),
      ]),
    ),
  }
  it.each(Object.entries(typedFields))(
    'takes whatever is typed at %s, or says what is wrong with it there',
    (at, set) => {
      fc.assert(
        fc.property(typed, (text) => {
          const { settings, issues } = readSettings({ ...draftOf(program), ...set(text) })
          if (settings !== null) {
            // What is taken is the core's to keep, and a system's to start.
            expect(savedProgramSchema.safeParse(settings).success).toBe(true)
            expect(JSON.stringify(settings)).not.toMatch(/\\u0000|\\ud[89a-f]/i)
            return
          }
          // A limit or a choice may be right, and the default no longer.
          const places = at.startsWith('parameters') ? [at, 'parameters.-4.usual', 'parameters.-4.maximum'] : [at]
          expect(places).toContain(Object.keys(issues)[0])
          for (const sentence of Object.values(issues)) expect(sentence).toMatch(/^.{5,300}[.]$/su)
        }),
        { numRuns: propertyCases(150) },
      )
    },
  )

  it('has an early stopping that a launch takes, nothing where it is off, and none while it is wrong', () => {
    const { stopping } = draftOf(program)
    expect(stoppingOf(stopping)).toEqual(program.earlyStopping)
    expect(stoppingOf({ ...stopping, isOn: false })).toBeNull()
    expect(isSameStopping(stoppingOf(stopping)!, program.earlyStopping)).toBe(true)
    for (const other of [{ ...program.earlyStopping!, patience: 6 }, null])
      expect(isSameStopping(other, program.earlyStopping)).toBe(false)
    for (const wrong of [
      { patience: '0' },
      { patience: '1.5' },
      { minDelta: '-1' },
      { minDelta: 'inf' },
      { metric: ' ' },
    ])
      expect(stoppingOf({ ...stopping, ...wrong })).toBeUndefined()
  })

  it('names what saving would change', () => {
    const after = {
      ...program,
      command: 'sh x',
      stop: { interruptSeconds: 1, terminateSeconds: 1 },
      earlyStopping: null,
    }
    expect(changedParts(program, after)).toEqual(['command', 'stop waits'])
  })
})
