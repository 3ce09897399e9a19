import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { clientFolders, withClient } from '../../../src-main/platform/python-client'

it('a program finds the client without installing it, as wandb where it calls that, before what its PYTHONPATH has', () => {
  const found = (source: 'client' | 'wandb', module: string) =>
    execFileSync(
      'python3',
      ['-c', `import ${module}; print(hasattr(${module}, "init") and hasattr(${module}, "log"))`],
      {
        env: withClient({ ...process.env, PYTHONPATH: '/other' }, source),
        encoding: 'utf8',
      },
    ).trim()
  expect(found('client', 'plateau')).toBe('True')
  expect(found('wandb', 'wandb')).toBe('True')
  expect(clientFolders('lines')).toEqual([])
  expect(withClient({ PYTHONPATH: '/other' }, 'client').PYTHONPATH).toMatch(/clients.python.\/other$/)
  expect(withClient({}, 'lines')).toEqual({})
})
