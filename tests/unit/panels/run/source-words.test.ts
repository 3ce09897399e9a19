import { describe, expect, it } from 'vitest'
import { flattenConfig } from '@protocol/config'
import type { RunOrigin } from '@contract/run'
import { ageWords, machineOf, originWords } from '@panels/run/origin-words'
import { patchWords, sourceFacts } from '@panels/run/source-facts'
import { summaryLines } from '@panels/run/summary-lines'

const words = (parts: readonly { text: string }[] | null) => parts?.map(({ text }) => text).join('') ?? null
const of = (kind: RunOrigin['kind'], facts: Record<string, string>) =>
  words(originWords({ origin: { kind, facts }, environment: null }))

describe('where a run comes from', () => {
  it('is said for every kind of origin with the facts that there are', () => {
    expect(of('trained', {})).toBe('Trained by Plateau')
    expect(of('logged', {})).toBe('Logged')
    expect(of('logged', { client: 'Python', host: 'gpu-box-2' })).toBe('Logged from Python on gpu-box-2')
    expect(of('program', { program: 'train.py', host: 'a' })).toBe('Program train.py on a')
    expect(of('imported', { format: 'a W&B folder', path: '~/lab/x' })).toBe('Imported from a W&B folder ~/lab/x')
  })
  it('finds the machine in the environment, where the origin does not say it', () => {
    expect(machineOf({ origin: { kind: 'logged', facts: {} }, environment: flattenConfig({ hostname: 'b' }) })).toBe(
      'b',
    )
    expect(machineOf({ origin: { kind: 'logged', facts: {} }, environment: null })).toBeNull()
  })
  it('tells the age of the last point while a run goes on, and silence as silence', () => {
    expect(words(ageWords(0, 4_000, true))).toBe('live 4 s ago')
    expect(words(ageWords(0, 240_000, true))).toBe('last heard 4 min ago')
    expect(words(ageWords(5_000, 4_000, true))).toBe('live 0 s ago')
    expect(ageWords(0, 4_000, false)).toBeNull()
    expect(ageWords(null, 4_000, true)).toBeNull()
  })
})

describe('the source of a run', () => {
  it('has the usual keys under their names, and every other as it is', () => {
    const { command, facts, packages, rest } = sourceFacts(
      flattenConfig({
        command: ['python', 'train.py', '--note', "it's 5"],
        git: { commit: 'a3f9c14b77aa01', branch: 'main', diff: '--- a/x\n+++ b/x\n+1\n-2\n+3\n' },
        host: 'gpu-box-2',
        devices: ['NVIDIA L4'],
        python: '3.11.9',
        packages: { torch: '2.4.1', numpy: '2.0.0' },
        room: 12,
      }),
      { client: 'plateau 1.1.0' },
    )
    expect(command).toBe("python train.py --note 'it'\\''s 5'")
    expect(facts.map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'git commit: a3f9c14 on main',
      'patch: 1 file +2 -1',
      'machine: gpu-box-2, NVIDIA L4',
      'Python: 3.11.9',
      'client: plateau 1.1.0',
    ])
    expect(packages).toEqual(['torch 2.4.1', 'numpy 2.0.0'])
    expect(Object.keys(rest)).toEqual(['room'])
  })
  it('is empty where nobody said anything, and loses no key of any name', () => {
    expect(sourceFacts(null, {})).toMatchObject({ command: null, facts: [], packages: [] })
    const odd = flattenConfig(JSON.parse('{"__proto__": "x", "constructor": 1, "": null}') as Record<string, 1>)
    expect(Object.keys(sourceFacts(odd, {}).rest)).toEqual(['__proto__', 'constructor', ''])
  })
  it('reads lists of packages as pip writes them', () => {
    expect(sourceFacts(flattenConfig({ packages: ['torch==2.4.1', 'numpy==2.0.0'] }), {}).packages).toEqual([
      'torch 2.4.1',
      'numpy 2.0.0',
    ])
    expect(sourceFacts(flattenConfig({ requirements: 'a==1\nb==2\n' }), {}).packages).toEqual(['a 1', 'b 2'])
  })
  it('says of a patch that is no unified diff how long it is', () => {
    expect(patchWords('one\ntwo')).toBe('2 lines')
  })
})

describe('the summary of a run', () => {
  const digest = {
    by: 'step',
    count: 10,
    firstStep: 1,
    lastStep: 10,
    last: 0.5,
    minimum: 0.25,
    minimumStep: 7,
    maximum: 1,
    maximumStep: 1,
    nan: 0,
    infinite: 0,
    positiveInfinityStep: null,
    negativeInfinityStep: null,
  } as const
  it("has the author's values first, which win, then bests, then lasts", () => {
    const lines = summaryLines({
      summary: flattenConfig({ 'val/acc': 0.9, note: 'good', params: 11173962 }),
      series: {
        lr: digest,
        'train/loss': digest,
        'val/loss': { ...digest, nan: 2 },
        'val/acc': digest,
        empty: { ...digest, count: 0 },
      },
      parameters: 5,
    })
    expect(lines.map(({ label, note, text }) => [label, note, text])).toEqual([
      ['val/acc', '', '0.9000'],
      ['note', '', 'good'],
      ['params', '', '11,173,962'],
      ['val/loss', 'best, 7, 2 NaN', '0.2500'],
      ['train/loss', 'last', '0.5000'],
      ['lr', 'last', '0.5000'],
    ])
  })
})
