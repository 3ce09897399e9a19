/** Reports as the command line writes them, read by programs that were not written here. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect as expectPage } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparisonSchema, type Comparison } from '../../../src-main/contract/comparison'
import { readProvenance } from '../../../src-main/core/foreign/provenance'
import { formatMetric } from '../../../src-main/panels/words/format'
import { launchChromium } from '../../e2e/support/chromium'
import { violationsOn } from '../../support/axe'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { mount, needsMount, unmount } from '../../support/mounts'
import { hasPoppler, poppler } from '../../support/pictures'
import { seedGroups, twoByTwo } from '../../support/seed-groups'
import { until } from '../../support/wait'

let command: CommandLine
let runs: string[]
let comparison: Comparison
const folder = mkdtempSync(join(tmpdir(), 'plateau-reports-'))

beforeAll(async () => {
  command = openCommandLine('reports')
  runs = seedGroups(command.home, twoByTwo)
  const { stdout } = await command.run('compare', ...runs, '--json')
  comparison = comparisonSchema.parse(JSON.parse(stdout))
})
afterAll(async () => {
  await command.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = async (name: string, ...options: string[]) => {
  const path = join(folder, name)
  const finished = await command.run('report', 'comparison', ...runs, '-o', path, '--force', ...options)
  expect(finished).toMatchObject({ code: 0 })
  return path
}
/** Means of groups, as people read them: what every format must say. */
const means = () => comparison.groups.map(({ mean }) => formatMetric(comparison.metric, mean!))

describe('a report', () => {
  it.skipIf(!hasPoppler)(
    'is a PDF whose text can be selected, whose fonts are embedded and whose figures are vectors',
    async () => {
      const pdf = readFileSync(await write('report.pdf'))
      const text = poppler('pdftotext', pdf, ['-layout'], ['-']).toString()
      for (const heading of ['Task and data', 'Models', 'Validation loss', 'Losses', 'Early stopping', 'Conclusion'])
        expect(text).toContain(heading)
      for (const mean of means()) expect(text).toContain(mean)
      // Of the figures.
      expect(text).toContain('Validation MSE')
      expect(text).toMatch(/Figure 1:/)
      expect(text).not.toMatch(/no value|could not/)
      const fonts = poppler('pdffonts', pdf).toString().trim().split('\n').slice(2)
      expect(fonts.length).toBeGreaterThan(1)
      for (const font of fonts) expect(font).toMatch(/^\S+\s+(CID )?(TrueType|Type 0C).*\byes yes yes\b/)
      // Samples are pixels, of their own size; no figure else is.
      const images = poppler('pdfimages', pdf, ['-list']).toString().trim().split('\n').slice(2)
      for (const image of images) expect(image).toMatch(/\s(28\s+28|32\s+32)\s/)
      expect(readProvenance(pdf, 'report.pdf').runs).toHaveLength(runs.length)
    },
  )

  it('is a LaTeX folder with figures, their numbers and their sources, and compiles where there is a LaTeX', async () => {
    const place = await write('latex', '--format', 'latex')
    const main = readFileSync(join(place, 'main.tex'), 'utf8')
    const named = [...main.matchAll(/\\includegraphics\[[^\]]*\]\{([^}]*)\}/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(5)
    for (const path of named) expect(existsSync(join(place, path))).toBe(true)
    expect(main.match(/\\usepackage(\[[^\]]*\])?\{\w+\}/g)?.map((line) => /\{(\w+)\}/.exec(line)?.[1])).toEqual(
      expect.arrayContaining(['graphicx', 'booktabs', 'hyperref']),
    )
    for (const mean of means()) expect(main).toContain(mean)
    expect(readProvenance(Buffer.from(main), 'main.tex').runs).toHaveLength(runs.length)
    const overlay = readdirSync(join(place, 'data')).find((name) => name.includes('overlay'))!
    const rows = readFileSync(join(place, 'data', overlay), 'utf8')
      .trim()
      .split('\r\n')
    expect(rows.length - 1).toBe(twoByTwo.reduce((sum, { seeds, epochs }) => sum + seeds.length * epochs, 0))
    if (spawnSync('pdflatex', ['--version']).error === undefined) {
      for (let run = 0; run < 2; run += 1)
        execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'main.tex'], {
          cwd: place,
          stdio: 'ignore',
        })
      expect(readFileSync(join(place, 'main.log'), 'utf8')).not.toMatch(/undefined|^!/m)
    }
  })

  it('is a Markdown folder whose pictures are there', async () => {
    const place = await write('markdown', '--format', 'md')
    const text = readFileSync(join(place, 'report.md'), 'utf8')
    const pictures = [...text.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map(([, path]) => path!)
    expect(pictures.length).toBeGreaterThan(5)
    for (const path of pictures) expect(readFileSync(join(place, path)).subarray(1, 4).toString()).toBe('PNG')
    for (const mean of means()) expect(text).toContain(mean)
  })

  it('is a page that asks for nothing, hovers, zooms, copies and is accessible in both themes', async () => {
    const file = await write('report.html', '--format', 'html')
    const html = readFileSync(file, 'utf8')
    const sizeOf = (pattern: RegExp) =>
      [...html.matchAll(pattern)].reduce((sum, [, data]) => sum + (data?.length ?? 0), 0)
    const data = sizeOf(/(?:src|srcset)="(data:image[^"]*)"/g) + sizeOf(/id="plateau-data">([^<]*)</g)
    expect(html.length - data).toBeLessThan(1_000_000)
    expect(readProvenance(Buffer.from(html), 'report.html').runs).toHaveLength(runs.length)
    const browser = await launchChromium()
    try {
      const context = await browser.newContext({
        offline: true,
        colorScheme: 'light',
        viewport: { width: 1_000, height: 800 },
      })
      const page = await context.newPage()
      const asked: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(pathToFileURL(file).href)
      const overlay = page.locator('[data-figure="overlay"]')
      await overlay.locator('canvas').first().waitFor()
      await overlay.scrollIntoViewIfNeeded()
      const box = (await overlay.boundingBox())!
      // Until it listens: a canvas is there before what follows the pointer is.
      await until(async () => {
        for (const part of [0.45, 0.5]) await page.mouse.move(box.x + box.width * part, box.y + box.height / 2)
        return overlay.getByText(/to copy this data/).isVisible()
      }, 'the tooltip was there')
      await page.keyboard.press('Control+c')
      await expectPage(overlay.getByText(/^Copied/).first()).toBeAttached()
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 5 })
      await page.mouse.up()
      await expectPage(overlay.getByRole('button', { name: 'Reset zoom' })).toBeVisible()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await expectPage(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
        expect(await violationsOn(page), colorScheme).toEqual([])
      }
      expect(complaints).toEqual([])
      expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href])
      await context.close()
    } finally {
      await browser.close()
    }
  })

  it('is not kept unless it is asked for, replaces nothing unasked, and says what is missing', async () => {
    const list = async () =>
      (JSON.parse((await command.run('report', '--list', '--json')).stdout) as { reports: { id: string }[] }).reports
    const path = await write('once.pdf')
    expect(await list()).toEqual([])
    const again = await command.run('report', 'comparison', ...runs, '-o', path)
    expect(again).toMatchObject({ code: 2 })
    expect(again.stderr).toContain('--force')
    expect(await list()).toEqual([])
    await write('kept.pdf', '--keep', '--title', 'Kept {{count runs}}')
    const [kept] = await list()
    const byTitle = await command.run('report', 'Kept {{count runs}}', '--format', 'md', '-o', join(folder, 'kept'))
    expect(byTitle).toMatchObject({ code: 0 })
    expect(readFileSync(join(folder, 'kept', 'report.md'), 'utf8')).toContain('# Kept 12 runs')
    expect(kept).toBeDefined()
    for (const wrong of [['comparison'], ['nothing'], ['comparison', ...runs, '--style', 'none'], ['one-run', ...runs]])
      expect(await command.run('report', ...wrong, '-o', join(folder, 'wrong.pdf'))).toMatchObject({ code: 2 })
    expect(existsSync(join(folder, 'wrong.pdf'))).toBe(false)
  })
})

describe('a place that takes no report', () => {
  const refused = (path: string, format: string, ...options: string[]) =>
    command.run('report', 'comparison', ...runs, '--format', format, '-o', path, ...options)

  it('is a disk that fills up meanwhile: what was there stays as it was, and nothing half written is left', async ({
    skip,
  }) => {
    const disk = join(folder, 'disk')
    if (!mount(disk, 'size=100k')) skip(needsMount)
    try {
      const paper = join(disk, 'paper')
      mkdirSync(paper)
      for (const name of ['main.tex', 'notes.txt']) writeFileSync(join(paper, name), 'written before')
      for (const [path, format] of [
        [paper, 'latex'],
        [paper, 'md'],
        [join(disk, 'new'), 'latex'],
        [join(disk, 'new'), 'md'],
        [join(disk, 'new.zip'), 'latex'],
        [join(disk, 'new.html'), 'html'],
      ] as const) {
        const { code, stderr } = await refused(path, format, '--force')
        expect(code, format).toBe(1)
        expect(stderr, format).toContain('The disk is full.\nFree some space')
        expect(readdirSync(disk, { recursive: true }).sort()).toEqual(['paper', 'paper/main.tex', 'paper/notes.txt'])
        expect(readFileSync(join(paper, 'main.tex'), 'utf8')).toBe('written before')
      }
    } finally {
      await unmount(disk)
    }
  })

  it('is a folder that may not be written in: a sentence says so, and what to do', async ({ skip }) => {
    const closed = join(folder, 'closed')
    const user = process.getuid?.()
    // Root may write where permissions forbid it, but not on a disk that is read-only.
    if (user === undefined) skip('needs permissions as POSIX has them')
    else if (user !== 0) mkdirSync(closed, { mode: 0o555 })
    else if (!mount(closed, 'ro')) skip(needsMount)
    const reason = user === 0 ? 'the disk is read-only' : 'permission is denied'
    try {
      for (const [name, format] of [
        ['paper', 'latex'],
        ['paper', 'md'],
        ['report.pdf', 'pdf'],
      ] as const) {
        const path = join(closed, name)
        const { code, stderr } = await refused(path, format)
        expect(code, format).toBe(2)
        expect(stderr, format).toContain(`${path} cannot be written: ${reason}; choose another folder.`)
        expect(readdirSync(closed)).toEqual([])
      }
    } finally {
      if (user === 0) await unmount(closed)
    }
  })
})
