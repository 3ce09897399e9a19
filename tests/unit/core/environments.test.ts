import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { programInputSchema, type Program } from '../../../src-main/contract/programs'
import { checkProgram } from '../../../src-main/core/jobs/programs/checks'
import { findEnvironments } from '../../../src-main/core/jobs/programs/environments'
import { listPackages } from '../../../src-main/platform/recorded-facts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-environments-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** An environment whose Python leaves a trace when it is run. */
function makeVenv(name: string) {
  const path = join(folder, name)
  mkdirSync(join(path, 'bin'), { recursive: true })
  writeFileSync(join(path, 'pyvenv.cfg'), 'home = /usr/bin\nversion = 3.11.9\n')
  writeFileSync(join(path, 'bin', 'python'), `#!/bin/sh\ntouch ${folder}/was-run\n`, { mode: 0o755 })
  return { kind: 'venv' as const, path }
}
const programOf = (change: object): Program => ({
  ...programInputSchema.parse({ name: 'a', command: 'python train.py', folder, ...change }),
  id: 'a',
  savedAt: '',
  parametersRead: null,
})

it('finds environments and packages by their files, and runs nothing of the folder', async () => {
  const environment = makeVenv('.venv')
  for (const name of ['torch-2.5.1.dist-info', 'my_package-1.0.dist-info', 'torch'])
    mkdirSync(join(environment.path, 'lib', 'python3.11', 'site-packages', name), { recursive: true })
  const found = await findEnvironments(folder)
  expect(found[0]).toEqual({ environment, name: '.venv', python: '3.11.9' })
  expect(found.at(-1)).toMatchObject({ environment: { kind: 'system' }, name: 'system' })
  expect(listPackages(environment)).toEqual(['my-package==1.0', 'torch==2.5.1'])
  writeFileSync(join(folder, 'train.py'), '')
  expect(await checkProgram(programOf({ environment }), [{}])).toEqual([])
  expect(existsSync(join(folder, 'was-run'))).toBe(false)
})

it('says at each field what stands in the way, with one fix', async () => {
  const environment = makeVenv('.venv')
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src', 'train.py'), '')
  const gone = { kind: 'venv' as const, path: join(folder, 'old') }
  expect(await checkProgram(programOf({ environment }), [{ lr: 1 }])).toMatchObject([
    {
      field: 'command',
      message: expect.stringContaining('There is no train.py in') as string,
      fix: { label: 'Use src/train.py', change: { command: 'python src/train.py' } },
    },
    { field: 'values.lr', message: 'The program has no parameter lr.', fix: null },
  ])
  expect(await checkProgram(programOf({ environment: gone, command: 'sh -c true' }), [])).toMatchObject([
    {
      field: 'environment',
      message: 'old was removed. The environment .venv has Python 3.11.9.',
      fix: { label: 'Use .venv', change: { environment } },
    },
  ])
  expect(await checkProgram(programOf({ folder: join(folder, 'nowhere') }), [])).toMatchObject([{ field: 'folder' }])
  expect(await checkProgram(programOf({ command: 'no-such-command x' }), [])).toMatchObject([
    { field: 'command', message: 'There is no command no-such-command.' },
  ])
})
