import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isSoak } from '../../support/property'

const client = join(import.meta.dirname, '../../../clients/python')
/** Tests whose packages (torch, keras) this Python has not got skip themselves. */
const python = process.env.PLATEAU_PYTHON ?? 'python3'
const isUsable = spawnSync(python, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0

describe.skipIf(!isUsable)('the Python client (needs Python 3.9 or newer)', () => {
  it.each([
    'writer',
    'log',
    'media',
    'processes.Ends',
    'processes.Together',
    'killed',
    'scripts',
    'adapters',
    'examples',
    'system',
    'syntax',
  ])('passes its own tests: %s', async (name) => {
    const { stderr } = await promisify(execFile)(python, ['-m', 'unittest', `tests.test_${name}`], {
      cwd: client,
      // Four processes are killed in a round.
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PLATEAU_SOAK_ROUNDS: isSoak ? '50' : '1' },
      maxBuffer: 2 ** 24,
    })
    expect(stderr).toMatch(/Ran [1-9]\d* tests? in [\d.]+s\s+OK/)
  })
})
