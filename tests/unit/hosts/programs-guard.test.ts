/** Who may add programs: each line of docs/security.md that hosts and the contract answer for. */
import { describe, expect, it } from 'vitest'
import { api } from '@contract/api'
import { programInputSchema, type ProgramInput } from '@contract/programs'
import { createCoreLink } from '../../../src-main/hosts/core-link'
import { readHostArguments } from '../../../src-main/hosts/host-arguments'
import { programWords } from '../../../src-main/hosts/program-words'
import { FakeCore } from './fake-core'

const program: ProgramInput = { name: 'train', command: 'python train.py {parameters}', folder: '/work' }

function link() {
  const core = new FakeCore({ 'programs.save': () => ({ program: {} as never }) })
  return { core, link: createCoreLink(() => Promise.resolve(core)) }
}

describe('a window or page', () => {
  it('starts what is saved: no request takes a command line but the one that is asked about', () => {
    const taking = Object.entries(api).filter(([, { input }]) =>
      JSON.stringify(Object.keys('shape' in input ? input.shape : {})).includes('command'),
    )
    expect(taking).toEqual([])
    expect(api['programs.launch'].input.safeParse({ program: 'a', values: [{}], command: 'sh' }).success).toBe(false)
    expect(api['programs.plan'].input.safeParse({ program: { ...program }, values: [{}] }).success).toBe(false)
  })

  it('that is a page may not add a program, whatever it sends', async () => {
    for (const input of [{ program }, { id: 'a', program }, {}, null]) {
      const { core, link: toCore } = link()
      const reply = await toCore.relay('programs.save', input)
      expect(reply).toMatchObject({
        ok: false,
        error: { code: 'not-allowed', message: expect.stringContaining('--allow-programs') as string },
      })
      expect(core.asked).toEqual([])
    }
    expect(readHostArguments([]).allowsPrograms).toBe(false)
    expect(readHostArguments(['--allow-programs']).allowsPrograms).toBe(true)
    expect(readHostArguments(['--allow-programs'], { strict: false }).allowsPrograms).toBe(false)
  })

  it('saves what a person has said yes to, and nothing for a person who says no', async () => {
    const { core, link: toCore } = link()
    const shown: unknown[] = []
    const answer = (yes: boolean) => (saved: unknown, isChange: boolean) => {
      shown.push([saved, isChange])
      return Promise.resolve(yes)
    }
    expect(await toCore.relay('programs.save', { program }, answer(false))).toMatchObject({
      error: { code: 'cancelled' },
    })
    expect(core.asked).toEqual([])
    expect(await toCore.relay('programs.save', { id: 'a', program }, answer(true))).toMatchObject({ ok: true })
    expect(core.asked).toEqual([{ name: 'programs.save', input: { id: 'a', program } }])
    expect(shown).toEqual([
      [programInputSchema.parse(program), false],
      [programInputSchema.parse(program), true],
    ])
    // What could not be shown is not asked about.
    expect(await toCore.relay('programs.save', { program: { ...program, more: 1 } }, answer(true))).toMatchObject({
      error: { code: 'invalid-input' },
    })
  })
})

describe('the words of the dialog', () => {
  it('have command, folder, variables and options, and what cannot be seen as symbols', () => {
    const words = programWords(
      programInputSchema.parse({
        ...program,
        command: 'python \u202etrain.py\u001b[2J {parameters}',
        environment: { kind: 'venv', path: '/work/.venv' },
        variables: { LD_PRELOAD: '/tmp/x.so' },
        parameters: [
          { name: 'code', option: '-c', type: 'text' },
          { name: 'data', option: null, type: 'path' },
        ],
      }),
    )
    for (const text of ['train.py', '/work/.venv', 'LD_PRELOAD=/tmp/x.so', '-c', '(data)'])
      expect(words).toContain(text)
    for (const hidden of ['\u202e', '\u001b']) expect(words).not.toContain(hidden)
  })

  it('say how much they leave out', () => {
    expect(programWords(programInputSchema.parse({ ...program, command: `sh ${'x'.repeat(5_000)}` }))).toContain(
      '[4003 more characters]',
    )
  })
})

it('variables of Plateau itself are refused', () => {
  expect(programInputSchema.safeParse({ ...program, variables: { PLATEAU_RUN: 'other' } }).success).toBe(false)
  expect(programInputSchema.safeParse({ ...program, variables: { 'A=B': '1' } }).success).toBe(false)
})
