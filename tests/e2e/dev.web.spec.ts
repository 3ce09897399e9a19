/** `npm run dev` on a copy of the project: a change of the renderer shows in the open page, which keeps what it had. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, isCoreAlive, projectRoot, test } from './support/app'

const copied = [
  ...['scripts', 'src-main', 'src-renderer', 'migrations', 'out', 'package.json', 'package-lock.json', '.npmrc'],
  ...['electron.vite.config.ts', 'report-page.vite.config.ts', 'tsconfig.json'],
]

/** What runs in a folder, by its command lines. */
const runningIn = (folder: string) =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder))

test('a changed component is updated in the page, without a reload and under a policy that allows no more', async ({
  browser,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-dev-'))
  const project = join(folder, 'project')
  const home = join(folder, 'home')
  for (const name of copied) cpSync(join(projectRoot, name), join(project, name), { recursive: true })
  symlinkSync(join(projectRoot, 'node_modules'), join(project, 'node_modules'))
  let child: ChildProcess | undefined
  try {
    child = spawn(process.execPath, ['scripts/dev.mjs', '--home', home], {
      cwd: project,
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = new Promise<number | null>((done) => child?.once('exit', done))
    const link = await linkOf(child)
    const page = await (await browser.newContext()).newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    const answer = await page.goto(link)
    const policy = answer?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toMatch(/connect-src 'self' ws:\/\/127\.0\.0\.1:\d+ ws:\/\/127\.0\.0\.1:\d+;/)
    await expect(page.getByRole('button', { name: 'New run' }).first()).toBeVisible({ timeout: 90_000 })

    // What the page has in memory is still there afterwards.
    await page.evaluate(() => void ((globalThis as { kept?: string }).kept = 'yes'))
    const component = join(project, 'src-renderer', 'App.svelte')
    writeFileSync(component, `${readFileSync(component, 'utf8')}\n<p data-testid="added">Just now</p>\n`)
    await expect(page.getByTestId('added')).toHaveText('Just now', { timeout: 60_000 })
    expect(await page.evaluate(() => (globalThis as { kept?: string }).kept)).toBe('yes')
    expect(complaints).toEqual([])
    await page.context().close()

    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    await expect.poll(() => isCoreAlive(home), { timeout: 30_000 }).toBe(false)
    await expect.poll(() => runningIn(project), { timeout: 30_000 }).toEqual([])
  } finally {
    child?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
})

/** The link that it prints. */
function linkOf(child: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((found, failed) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        const link = /http:\/\/\S+#token=\S+/.exec(printed)?.[0]
        if (link !== undefined) found(link)
      })
    child.once('exit', (code) => failed(new Error(`It ended with ${String(code)}:\n${printed}`)))
  })
}
