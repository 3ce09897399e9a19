import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explainDeath } from '../../../scripts/lib/electron-death.mjs'
import { runWindow } from '../../../scripts/lib/window.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-window-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a stand-in for Electron, which is a script for Node, and says how it ended. */
async function outcomeOf(script: string, mode = 0o755) {
  const electron = join(folder, 'electron')
  writeFileSync(electron, `#!${process.execPath}\n${script}\n`)
  chmodSync(electron, mode)
  const outcome = await runWindow(electron, [], process.env)
  return 'death' in outcome ? explainDeath(outcome.death, electron) : outcome
}
const dying = (line: string, signal: string) =>
  `require('fs').writeSync(2, ${JSON.stringify(`${line}\n`)}); process.kill(process.pid, '${signal}'); setInterval(() => {}, 1e3)`

describe.skipIf(process.platform === 'win32')('an Electron that shows no window', () => {
  it.each([
    ['silently', 'process.exit(9)', 'it ended with code 9'],
    ['as if all were well', 'process.exit(0)', 'it ended with code 0'],
    [
      'with words of its own',
      dying('[7:1/2:FATAL:gpu.cc(9)] GPU process is not usable. Goodbye.', 'SIGTRAP'),
      'it was ended by SIGTRAP (signal 5): GPU process is not usable. Goodbye',
    ],
    [
      'after what it always says',
      dying('[7:1/2:ERROR:bus.cc(407)] Failed to connect to the bus', 'SIGKILL'),
      'it was ended by SIGKILL (signal 9)',
    ],
    [
      'by an error of its script',
      'throw new TypeError("no such thing")',
      'it ended with code 1: TypeError: no such thing',
    ],
  ])('that dies %s has the reason in a clause', async (_how, script, problem) => {
    expect(await outcomeOf(script)).toEqual({ problem, remedies: [] })
  })

  it('as root is told who can have one', async () => {
    const line = '[1:1/2:FATAL:electron_main_delegate.cc(287)] Running as root without --no-sandbox is not supported.'
    expect(await outcomeOf(dying(line, 'SIGTRAP'))).toEqual({
      problem: 'it does not run its sandbox as root',
      remedies: ['start Plateau as another user', 'npm start -- --no-sandbox'],
    })
  })

  it('that is no program is a death too', async () => {
    expect(await outcomeOf('', 0o644)).toEqual({
      problem: expect.stringMatching(/^it could not be started: .*EACCES/) as string,
      remedies: [],
    })
    expect(await runWindow(join(folder, 'nowhere'), [], process.env)).toHaveProperty('death')
  })

  it('that says where it cannot show one is read', () => {
    const death = {
      code: 1,
      signal: null,
      output:
        'Authorization required, but no authorization protocol specified\n[1:ERROR:ozone_platform_x11.cc(245)] Missing X server or $DISPLAY\n',
    }
    expect(explainDeath(death, '/electron', { DISPLAY: ':3' })).toEqual({
      problem: 'it cannot reach the display (DISPLAY is :3, and its server does not let this user in)',
      remedies: [],
    })
    const wayland = {
      code: 1,
      signal: null,
      output: 'Failed to connect to Wayland display: No such file or directory\n',
    }
    expect(explainDeath(wayland, '/electron', { WAYLAND_DISPLAY: 'wayland-1' }).problem).toBe(
      'it cannot reach the display (WAYLAND_DISPLAY is wayland-1)',
    )
  })

  it('that lacks a library nobody has packaged under a known name says which', () => {
    const output = 'electron: error while loading shared libraries: libodd.so.1: cannot open shared object file\n'
    expect(explainDeath({ code: 127, signal: null, output }, '/electron')).toEqual({
      problem: 'it needs the library libodd.so.1, which is not installed',
      remedies: [],
    })
  })
})

describe.skipIf(process.platform === 'win32')('an Electron that showed its window', () => {
  it('ends with its own code, and one that a person ended with the code of the signal', async () => {
    expect(await outcomeOf("process.send('shown', () => process.exit(3))")).toEqual({ exitCode: 3 })
    expect(await outcomeOf("process.send('leaving', () => process.exit(0))")).toEqual({ exitCode: 0 })
    expect(await outcomeOf(dying('', 'SIGTERM'))).toEqual({ exitCode: 143 })
  })

  it('and crashes at once was none', async () => {
    const script = "process.send('shown', () => process.kill(process.pid, 'SIGSEGV'))"
    expect(await outcomeOf(script)).toEqual({ problem: 'it was ended by SIGSEGV (signal 11)', remedies: [] })
  })
})
