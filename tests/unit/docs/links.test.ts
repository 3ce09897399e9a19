import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const files = globSync(['*.md', 'docs/*.md', 'migrations/*.md', 'tests/fixtures/**/*.md'], { cwd: root }).sort()

/** Without code, where a link is only shown. */
const textOf = (markdown: string): string =>
  markdown
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/^ {4}.*$/gm, '')
    .replaceAll(/(`+)(?!`)[\s\S]*?\1/g, '`')

/** Of headings as GitHub makes them. */
function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

/** Links that lead nowhere. */
function brokenLinks(file: string): string[] {
  return [...textOf(read(file)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => {
      if (/^https?:/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const found = path === '' ? file : join(dirname(file), path)
      if (!existsSync(join(root, found))) return true
      return anchor !== undefined && !anchorsOf(read(found)).has(anchor)
    })
}

const oneLine = (text: string): string => text.replaceAll('’', "'").replaceAll(/\s+/g, ' ')

/** Labels that a page quotes: “Export figure…” in straight quotes, from a capital letter on. */
function quotedLabels(file: string): string[] {
  const text = textOf(read(file)).replaceAll(/<!-- made[\s\S]*?<!-- \/made -->/g, '')
  return [...text.matchAll(/"([A-Z][^"\n]{2,60})"/g)].map(([, label = '']) => label)
}
/** Those of other programs. */
const notOurs = new Set(['Diff only'])

describe('the documentation', () => {
  it.each(files)('%s links only to what is there', (file) => {
    expect(brokenLinks(file)).toEqual([])
  })

  it('quotes only labels that the program shows', () => {
    const sources = globSync(['src-main/**/*.ts', 'src-renderer/**/*.{ts,svelte}'], { cwd: root })
    const shown = oneLine(sources.map(read).join('\n')).toLowerCase()
    const pages = [
      'README.md',
      'docs/cli.md',
      'docs/coming-from-wandb.md',
      'docs/exporting.md',
      'docs/queue-and-resume.md',
    ]
    const quoted = pages.flatMap((file) => quotedLabels(file).map((label) => ({ file, label })))
    expect(quoted.length).toBeGreaterThan(30)
    const missing = quoted.filter(({ label }) => !notOurs.has(label) && !shown.includes(oneLine(label).toLowerCase()))
    expect(missing).toEqual([])
  })

  it('names tests and pictures that are there (docs/charts-shown-by.md)', () => {
    const text = read('docs/charts-shown-by.md')
    const tests = [...text.matchAll(/`([a-z.-]+)`: "([^"]+)"/g)]
    expect(tests.length).toBeGreaterThan(30)
    const missing = tests.filter(([, name, title]) => !read(`tests/e2e/${name}.spec.ts`).includes(title ?? ''))
    expect(missing.map(([found]) => found)).toEqual([])
    const rows = text.split('\n').filter((line) => line.startsWith('| '))
    const pictures = rows.flatMap((row) =>
      [...row.matchAll(/(?<=[;,] )`([a-z-]+)`(?!:)/g)].map(([, name = '']) => name),
    )
    expect(pictures.length).toBeGreaterThan(15)
    expect(pictures.filter((name) => !existsSync(join(root, 'docs', 'screenshots', `${name}-light-1280.png`)))).toEqual(
      [],
    )
  })
})
