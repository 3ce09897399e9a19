import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SetUpError } from '../../../scripts/lib/report.mjs'
import { ensureLibraries } from '../../../scripts/lib/tensorflow-libraries.mjs'

let folder: string
let programs: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-libraries-'))
  programs = join(folder, 'bin')
  mkdirSync(programs)
  vi.stubEnv('PATH', programs)
  vi.stubEnv('PLATEAU_CACHE', join(folder, 'cache'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A program of this machine: the only ones that are found. */
const install = (name: string, script: string) =>
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })

async function failure(): Promise<SetUpError> {
  try {
    await ensureLibraries(Promise.resolve())
  } catch (error) {
    if (error instanceof SetUpError) return error
    throw error
  }
  throw new Error('There should be no libraries.')
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('a machine', () => {
  it('without pip and compiler is told of both at once, and what installs them', async () => {
    const { message, nextStep } = await failure()
    expect(message).toBe('Python 3 with pip and a C++ compiler were not found.')
    expect(nextStep).toMatch(/^(sudo )?apt-get install python3-pip g\+\+ && npm run setup$/)
  })

  it('with one of them is told of the other, in the words of its own package manager', async () => {
    install('dnf', 'exit 0')
    install('g++', 'exit 0')
    // A Python without pip.
    install('python3', 'exit 1')
    const { message, nextStep } = await failure()
    expect(message).toBe('Python 3 with pip was not found.')
    expect(nextStep).toMatch(/^(sudo )?dnf install python3-pip gcc-c\+\+ && npm run setup$/)
    install('python3', 'exit 0')
    rmSync(join(programs, 'g++'))
    expect((await failure()).message).toBe('A C++ compiler was not found.')
  })

  it('on which pip fails is told why, and keeps nothing', async () => {
    install('g++', 'exit 0')
    install('python3', '[ "$3" = --version ] || { echo "ERROR: No matching distribution found for it." >&2; exit 1; }')
    const { message, nextStep } = await failure()
    expect(message).toBe('TensorFlow 2.18.0 could not be fetched with pip: No matching distribution found for it.')
    expect(nextStep).toBe('npm run setup')
    expect(readdirSync(join(folder, 'cache', 'tensorflow'))).toEqual([])
  })
})
