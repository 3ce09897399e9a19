import { join } from 'node:path'
import { expect, it } from 'vitest'
import { architectureJsonSchema } from '../../../src-main/contract/architecture-file'
import { laidOut } from '../../support/laid-out'

it('is published as the program reads architectures; if not, run: npm run docs', async () => {
  const path = join(import.meta.dirname, '../../../docs/architecture.schema.json')
  const text = await laidOut(path, JSON.stringify(architectureJsonSchema()))
  await expect(text).toMatchFileSnapshot(path)
})
