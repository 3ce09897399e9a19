/** Rules of eslint.config.js that hold what nothing else would find out. */
import { ESLint, Linter } from 'eslint'
import typescript from 'typescript-eslint'
import { describe, expect, it } from 'vitest'

/** What `no-restricted-syntax`, as it is set for a file, says of code. */
async function complaintsOf(path: string, code: string): Promise<string[]> {
  const config = (await new ESLint().calculateConfigForFile(path)) as { rules: Linter.RulesRecord }
  const rule = config.rules['no-restricted-syntax']
  expect(rule).toBeDefined()
  return new Linter()
    .verify(code, {
      languageOptions: { parser: typescript.parser },
      rules: { 'no-restricted-syntax': rule! },
    })
    .map(({ message }) => message)
}

describe.each([
  'src-main/store/views.ts',
  'src-main/core/figures/provenance.ts',
  'src-main/hosts/cli/commands/figures.ts',
  'src-renderer/state/figure-choices.ts',
])('%s', (path) => {
  it.each([
    'const value = JSON.parse(text) as Config',
    'const value = JSON.parse(text, reviver) as unknown as Config',
    'const value = <Config>JSON.parse(text)',
    'const value = parseStored(text) as Config',
    'const { name } = JSON.parse(text) as { name: string }',
  ])('may not cast what was read as JSON: %s', async (code) => {
    expect(await complaintsOf(path, code)).toEqual([expect.stringMatching(/^Read it through a schema/)])
  })
  it.each([
    'const value: unknown = JSON.parse(text)',
    'const value = JSON.parse(text) as unknown',
    'const value = schema.parse(JSON.parse(text))',
  ])('may hand it to a schema: %s', async (code) => {
    expect(await complaintsOf(path, code)).toEqual([])
  })
})
