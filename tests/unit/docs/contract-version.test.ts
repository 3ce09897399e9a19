import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contractVersion } from '../../../src-main/contract/api'

const root = join(import.meta.dirname, '..', '..', '..')

it.each(globSync(['*.md', 'docs/**/*.md', 'docs/**/*.py'], { cwd: root }))(
  '%s names the version of the contract that a core answers to',
  (file) => {
    const named = readFileSync(join(root, file), 'utf8').matchAll(/(?:"contractVersion": |CONTRACT_VERSION = )(\d+)/g)
    expect([...named].map(([, version]) => Number(version)).filter((version) => version !== contractVersion)).toEqual(
      [],
    )
  },
)
