/** `npm start` where Electron dies: stand-ins that die as Electron does, and the real page that opens instead. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-start-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))

/** An executable in the test's folder. */
function program(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

/** Electron's stand-in: keeps what it was started with, and does what the lines say. */
const standIn = (...lines: string[]) =>
  program('electron', ['#!/bin/sh', `echo "$*" >> '${startedWithFile()}'`, ...lines, ''].join('\n'))
/** The same with a channel to whoever started it. */
const talkingStandIn = (line: string) => program('electron', `#!${process.execPath}\n${line}\n`)

const startedWithFile = () => join(folder, 'started-with')
const startedWith = () => readFileSync(startedWithFile(), 'utf8').trim().split('\n')
const openedInBrowser = () => join(folder, 'opened')

/** Starts `npm start`'s script; resolves when it ends, or is asked to end once the page has its link. */
function start(electron: string, ...parameters: string[]) {
  const tools = join(folder, 'tools')
  mkdirSync(tools, { recursive: true })
  writeFileSync(
    join(tools, 'xdg-open'),
    `#!/bin/sh\necho "$1" > '${openedInBrowser()}.part'\nmv '${openedInBrowser()}.part' '${openedInBrowser()}'\n`,
  )
  chmodSync(join(tools, 'xdg-open'), 0o755)
  const child = spawn(process.execPath, ['scripts/start.mjs', '--home', join(folder, 'home'), ...parameters], {
    cwd: root,
    env: {
      ...process.env,
      PLATEAU_ELECTRON: electron,
      DISPLAY: ':4711',
      PATH: `${tools}${delimiter}${process.env.PATH}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise<{ code: number | null; stderr: string; link: string | null; page: string | null }>((done) => {
    let visit: Promise<{ link: string; page: string }> | undefined
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      const link = /http:\S+#token=\S+/.exec(stdout)?.[0]
      if (link === undefined || visit) return
      visit = fetch(link).then(async (answer) => ({ link, page: await answer.text() }))
      void visit.finally(() => child.kill('SIGTERM'))
    })
    child.on('close', (code) => {
      void Promise.resolve(visit).then((visited) => done({ code, stderr, link: null, page: null, ...visited }))
    })
  })
}

const suidLine = (helper: string) =>
  `[9759:1129/072021.824194:FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly. Rather than run without sandboxing I'm aborting now. You need to make sure that ${helper} is owned by root and has mode 4755.`
const noSandboxLine =
  '[9977:1129/072022.975016:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor, see https://chromium.googlesource.com/chromium/src/+/main/docs/security/apparmor-userns-restrictions.md. If you want to live dangerously and need an immediate workaround, you can try using --no-sandbox.'
const say = (line: string) => `cat >&2 <<'LINE'\n${line}\nLINE`

describe.skipIf(process.platform !== 'linux')('an Electron that dies', () => {
  const deaths: readonly (readonly [string, () => string, RegExp])[] = [
    [
      "for its sandbox's helper, by SIGTRAP",
      () => standIn(say(suidLine(join(folder, 'dist of it/chrome-sandbox'))), 'kill -TRAP $$'),
      /will not start its sandbox.+helper \S+dist of it\/chrome-sandbox.+\nfix: (sudo )?chown root:root '\S+dist of it\/chrome-sandbox' && (sudo )?chmod 4755 '\S+dist of it\/chrome-sandbox'\n/,
    ],
    [
      'without a usable sandbox, by SIGABRT',
      () => {
        program('chrome-sandbox', '')
        return standIn(say(noSandboxLine), 'kill -ABRT $$')
      },
      /will not start its sandbox.+\nfix: (sudo )?chown root:root \S+\/chrome-sandbox && (sudo )?chmod 4755 \S+\/chrome-sandbox\n/,
    ],
    [
      'for want of a library',
      () =>
        standIn(
          say(
            'electron: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory',
          ),
          'exit 127',
        ),
      /needs the library libnss3\.so, which is not installed\.\nfix: (sudo )?apt-get install libnss3 /,
    ],
    [
      'for want of a display',
      () =>
        standIn(
          say(
            '[9020:1129/071945.775086:ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY\n[9020:1129/071945.775112:ERROR:env.cc(258)] The platform failed to initialize.  Exiting.',
          ),
          'kill -SEGV $$',
        ),
      /cannot reach the display \(DISPLAY is :4711\)\.\n/,
    ],
    ['by a segmentation fault, without a word', () => standIn('kill -SEGV $$'), /ended by SIGSEGV \(signal 11\)\.\n/],
    [
      'after it had shown its window',
      () => talkingStandIn("process.send('shown', () => process.kill(process.pid, 'SIGSEGV'))"),
      /ended by SIGSEGV \(signal 11\)\.\n/,
    ],
  ]
  it.each(deaths)('%s: the reason and what fixes it are said, and the page opens', async (_how, make, said) => {
    const { code, stderr, link, page } = await start(make())
    expect(stderr).toMatch(said)
    expect(stderr).toMatch(/^Electron shows no window: .+\n(?:.+\n)*?Plateau opens as a page instead\.$/m)
    expect(page).toContain('<title>Plateau</title>')
    await vi.waitFor(() => expect(readFileSync(openedInBrowser(), 'utf8').trim()).toBe(link), { timeout: 30_000 })
    expect(code).toBe(0)
    // Once, and with the sandbox on.
    if (existsSync(startedWithFile())) expect(startedWith()).toEqual([expect.not.stringContaining('sandbox')])
  })
})

describe.skipIf(process.platform !== 'linux')('a window that was one', () => {
  it.each([
    ['was shown and failed later', "process.send('shown', () => process.exit(3))", 3],
    ['was closed before it showed anything', "process.send('leaving', () => process.exit(0))", 0],
    ['refused to start with a reason of its own', "process.send('leaving', () => process.exit(4))", 4],
  ])('ends `npm start` with its code when it %s', async (_how, line, expected) => {
    const { code, link } = await start(talkingStandIn(line))
    expect({ code, link }).toEqual({ code: expected, link: null })
    expect(existsSync(openedInBrowser())).toBe(false)
  })

  it('runs without the sandbox for whoever asks for that, and the page is not asked what it does not know', async () => {
    const electron = standIn('kill -SEGV $$')
    const { page } = await start(electron, '--no-sandbox', '--ozone-platform=x11', '--port=0')
    expect(startedWith()).toEqual([expect.stringMatching(/ --no-sandbox --ozone-platform=x11 --port=0$/)])
    expect(page).toContain('<title>Plateau</title>')
  })
})
