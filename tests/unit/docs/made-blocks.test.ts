import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blocksIn, docBlocks, withBlocks } from '../../support/doc-blocks'

const root = join(import.meta.dirname, '..', '..', '..')
const pathOf = (file: string) => join(root, file)
const read = (file: string) => readFileSync(pathOf(file), 'utf8')
const files = ['README.md', ...globSync('docs/*.md', { cwd: root }).sort()].filter(
  (file) => blocksIn(read(file)).length > 0,
)

describe('parts of the documentation that are made from the program', () => {
  it.each(files)('%s says what the program says; if not, run: npm run docs', async (file) => {
    await expect(await withBlocks(read(file), pathOf(file))).toMatchFileSnapshot(pathOf(file))
  })

  it('has a place for every block that can be made', () => {
    const used = new Set(files.flatMap((file) => blocksIn(read(file))))
    expect(Object.keys(docBlocks).filter((name) => !used.has(name))).toEqual([])
  })

  it('replaces what stands in a block, and nothing around it', async () => {
    const text = 'Before.\n\n<!-- made:exit-codes -->\n\nold\n\n<!-- /made -->\n\nAfter.\n'
    const filled = await withBlocks(text, pathOf('docs/cli.md'))
    expect(filled).toMatch(/^Before\.\n\n<!-- made:exit-codes -->\n\n\| Code +\| Meaning/)
    expect(filled).toMatch(/\| 130 +\| Stopped by Ctrl-C/)
    expect(filled).toMatch(/<!-- \/made -->\n\nAfter\.\n$/)
    expect(filled).not.toContain('old')
    expect(await withBlocks(filled, pathOf('docs/cli.md'))).toBe(filled)
  })

  it('refuses a block that nothing makes, and one without an end', async () => {
    await expect(withBlocks('<!-- made:nothing -->\n\n<!-- /made -->', 'a.md')).rejects.toThrow(
      'a.md: nothing makes the block nothing.',
    )
    await expect(withBlocks('<!-- made:commands -->\n', 'a.md')).rejects.toThrow('has no beginning or no end')
  })
})
