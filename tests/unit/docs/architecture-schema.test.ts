import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import { architectureJsonSchema } from '../../../src-main/contract/architecture-file'

it('is published as the program reads architectures; if not, run: npm run docs', async () => {
  const path = join(import.meta.dirname, '../../../docs/architecture.schema.json')
  const text = await format(JSON.stringify(architectureJsonSchema()), {
    ...(await resolveConfig(path)),
    filepath: path,
  })
  await expect(text).toMatchFileSnapshot(path)
})
