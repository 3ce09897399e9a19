import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parameterSchema, type ParameterValue, type ProgramParameter } from '../../../../src-main/contract/programs'
import { quoteCommand, readCommand } from '../../../../src-main/model/programs/command'
import { checkValues, programArguments, settingsOf } from '../../../../src-main/model/programs/parameters'
import { propertyCases } from '../../../support/property'

const words = (command: string) => {
  const read = readCommand(command)
  return read.ok ? read.words.map(({ text, isPlace }) => (isPlace ? null : text)) : read.message
}

describe('a command', () => {
  it.each<[string, (string | null)[]]>([
    ['python train.py {parameters}', ['python', 'train.py', null]],
    ['python "my train.py" {parameters} --last \'a "b"\'', ['python', 'my train.py', null, '--last', 'a "b"']],
    [String.raw`./a\ b "c\"d" e''f ''`, ['./a b', 'c"d', 'ef', '']],
    [`sh -c 'train "$@" | tee log' sh {parameters}`, ['sh', '-c', 'train "$@" | tee log', 'sh', null]],
  ])('%s', (command, expected) => expect(words(command)).toEqual(expected))

  it.each([
    ['', 'Write a command, such as python train.py {parameters}.'],
    ['python "train.py', 'A " is not closed.'],
    ['python x | tee log', '| is for a shell, and Plateau uses none. Put the line into a script and start that.'],
    [
      'CUDA_VISIBLE_DEVICES=0 python x',
      'Set CUDA_VISIBLE_DEVICES among the environment variables; the command begins with the program itself.',
    ],
    ['python x "{parameters}"', '{parameters} must be a word of its own, without quotes.'],
    ['python x --args={parameters}', '{parameters} must be a word of its own, without quotes.'],
    ['python {parameters} {parameters}', '{parameters} may stand only once.'],
    ['{parameters}', 'The program itself has to stand before {parameters}.'],
  ])('refuses %s', (command, message) => expect(words(command)).toBe(message))

  it('is read as a POSIX shell reads it, and shown so that both read it back', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '`', '*', 'ä', '\n', '{', '-'),
      maxLength: 8,
    })
    const lists = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(lists, (commands) => {
        const lines = commands.map((command) => quoteCommand(['printf', '%s\\0', ...command]))
        const shell = execFileSync('sh', ['-c', lines.join('\n')], { encoding: 'utf8' })
        expect(shell.split('\0').slice(0, -1)).toEqual(commands.flat())
        for (const command of commands) expect(words(quoteCommand(command))).toEqual(command)
      }),
      { numRuns: propertyCases(15) },
    )
  })
})

const parameter = (given: Partial<ProgramParameter> & Pick<ProgramParameter, 'name' | 'type'>): ProgramParameter =>
  parameterSchema.parse({ option: `--${given.name}`, ...given })

const script = [
  parameter({ name: 'data', type: 'path', option: null, required: true }),
  parameter({ name: 'lr', type: 'float', default: 0.1, minimum: 0 }),
  parameter({ name: 'depth', type: 'int', default: 18, choices: [18, 34, 50] }),
  parameter({ name: 'amp', type: 'flag', default: false, offOption: '--no-amp' }),
  parameter({ name: 'layers', type: 'int', multiple: true, default: [1, 2] }),
  parameter({ name: 'note', type: 'text' }),
  parameter({ name: 'wd', type: 'float', option: 'wd=', default: 0 }),
]

describe('values of parameters', () => {
  it('are arguments, and left out at their default', () => {
    expect(programArguments(script, { data: './d' })).toEqual(['./d'])
    expect(programArguments(script, { data: './d', lr: 0.1, depth: 18, amp: false, layers: [1, 2], wd: 0 })).toEqual([
      './d',
    ])
    expect(
      programArguments(script, { data: 'd', lr: 0.05, depth: 34, amp: true, layers: [3], note: '-x', wd: 1e-4 }),
    ).toEqual(['d', '--lr', '0.05', '--depth', '34', '--amp', '--layers', '3', '--note=-x', 'wd=0.0001'])
    const isOn = script.map((one) => (one.name === 'amp' ? { ...one, default: true } : one))
    expect(programArguments(isOn, { data: 'd', amp: false })).toEqual(['d', '--no-amp'])
  })

  it.each<[string, ParameterValue, string]>([
    ['data', null, 'data must be given.'],
    ['data', '--help', 'data must not begin with a dash, as the program would take it for an option.'],
    ['lr', -1, 'lr must be at least 0.'],
    ['lr', 'fast', 'lr must be a number.'],
    ['lr', Number.NaN, 'lr must be at least 0.'],
    ['depth', 20, 'depth must be 18, 34 or 50.'],
    ['amp', 'yes', 'amp must be on or off.'],
    ['note', ['a', 'b'], 'note takes one value.'],
    ['note', 'a\0b', 'note must not contain the control character NUL (U+0000).'],
    ['other', 1, 'The program has no parameter other.'],
  ])('%s refuses %s', (name, value, message) =>
    expect(checkValues(script, { data: 'd', [name]: value }).map((problem) => problem.message)).toEqual([message]),
  )

  it('are the settings of a run, defaults too', () => {
    expect({ ...settingsOf(script, { data: 'd', lr: Infinity }) }).toEqual({
      data: 'd',
      lr: 'inf',
      depth: 18,
      amp: false,
      layers: [1, 2],
      note: null,
      wd: 0,
    })
  })

  it('reach the program each as one argument, whatever is in them', () => {
    const parameters = ['a', 'b', 'c'].map((name) => parameter({ name, type: 'text' }))
    const unit = fc.constantFrom('-', '=', ' ', '"', "'", '$', '`', '\n', 'ä', '👩‍👩‍👧', 'a')
    const text = fc.string({ unit, maxLength: 8 })
    fc.assert(
      fc.property(fc.record({ a: text, b: text, c: text }), (values) => {
        const made = programArguments(parameters, values).join('\0')
        const said = (name: 'a' | 'b' | 'c') =>
          values[name].startsWith('-') ? `--${name}=${values[name]}` : `--${name}\0${values[name]}`
        expect(made).toBe([said('a'), said('b'), said('c')].join('\0'))
      }),
      { numRuns: propertyCases(200) },
    )
  })
})
