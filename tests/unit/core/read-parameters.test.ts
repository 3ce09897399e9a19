import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { programInputSchema, type Program } from '../../../src-main/contract/programs'
import { readParameters } from '../../../src-main/core/jobs/programs/read-parameters'
import { isRunning, processStart } from '../../../src-main/platform/processes'
import { settled, until } from '../../support/wait'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-argparse-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})
const read = (script: string, { signal } = new AbortController()) => {
  writeFileSync(join(folder, 'train.py'), script)
  const settings = programInputSchema.parse({ name: 'a', command: 'python3 train.py {parameters}', folder })
  const program: Program = { ...settings, id: 'a', savedAt: '', parametersRead: null }
  return readParameters(program, folder, signal)
}

it('reads what argparse was told, and goes no further in the script', async () => {
  const { from, parameters } = await read(`
import argparse, pathlib
p = argparse.ArgumentParser()
p.add_argument('data', type=pathlib.Path, help='folder with 100%% of the images')
p.add_argument('-l', '--lr', type=float, default=0.1, help='learning rate, %(default)s unless given')
p.add_argument('--depth', type=int, choices=[18, 34], default=18)
p.add_argument('--layers', type=int, nargs='+', default=[1, 2])
p.add_argument('--amp', action='store_true')
p.add_argument('--no-bias', dest='bias', action='store_false')
p.add_argument('--ema', action=argparse.BooleanOptionalAction, default=True)
p.add_argument('-v', action='count')
args = p.parse_args()
open('trained', 'w')
`)
  expect(from).toBe('train.py')
  expect(
    parameters.map(({ name, option, offOption, type, default: usual }) => [name, option, offOption, type, usual]),
  ).toEqual([
    ['data', null, null, 'path', null],
    ['lr', '--lr', null, 'float', 0.1],
    ['depth', '--depth', null, 'choice', 18],
    ['layers', '--layers', null, 'int', [1, 2]],
    ['amp', '--amp', null, 'flag', false],
    ['bias', null, '--no-bias', 'flag', true],
    ['ema', '--ema', '--no-ema', 'flag', true],
  ])
  expect(parameters[0]).toMatchObject({ required: true, words: 'folder with 100% of the images' })
  expect(parameters[1]?.words).toBe('learning rate, 0.1 unless given')
  expect(parameters[2]?.choices).toEqual([18, 34])
  expect(parameters[3]?.multiple).toBe(true)
})

it('says why there are none', async () => {
  await expect(read('import nowhere')).rejects.toThrow(
    "train.py could not be read: ModuleNotFoundError: No module named 'nowhere'",
  )
  await expect(read('print(1)')).rejects.toThrow('train.py ended without reading arguments by argparse.')
})

describe('what a script has started while it is imported ends with the reading', () => {
  /** Starts a process that holds the output open, and says its number. */
  const starts = `
import subprocess, time, os, sys
child = subprocess.Popen(['sleep', '600'])
open('child.part', 'w').write(str(child.pid))
os.rename('child.part', 'child')
`
  const child = () => Number(readFileSync(join(folder, 'child'), 'utf8'))
  const hasChild = () => existsSync(join(folder, 'child'))
  const isGone = (pid: number) => !isRunning(pid, null) || processStart(pid) === null

  it('when it is cancelled', async () => {
    const controller = new AbortController()
    const reading = read(`${starts}time.sleep(600)`, controller)
    const refused = expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    await until(hasChild)
    expect(isGone(child())).toBe(false)
    controller.abort()
    await refused
    await until(() => isGone(child()))
  })

  it('when it takes too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const refused = expect(read(`${starts}time.sleep(600)`)).rejects.toThrow(
      'train.py could not be read: It did not come to its arguments within 60 s.',
    )
    while (!hasChild()) await settled()
    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    await refused
    await until(() => isGone(child()))
  })

  it('when it has answered', async () => {
    const { parameters } = await read(`${starts}
import argparse
p = argparse.ArgumentParser()
p.add_argument('--lr', type=float)
p.parse_args()`)
    expect(parameters.map(({ name }) => name)).toEqual(['lr'])
    await until(() => isGone(child()))
  })

  it('and not even begins where it was cancelled before', async () => {
    const controller = new AbortController()
    controller.abort()
    await expect(read(`${starts}time.sleep(600)`, controller)).rejects.toMatchObject({ code: 'cancelled' })
    expect(hasChild()).toBe(false)
  })
})
