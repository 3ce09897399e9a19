import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { foreseeSandboxTrouble, readSandboxTrouble } from '../../../src-main/platform/electron-sandbox.mjs'
import { propertyCases } from '../../support/property'

let folder = ''
let electron = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-sandbox-'))
  electron = join(folder, 'electron')
  writeFileSync(electron, '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A system whose kernel has these settings. */
function systemWith(settings: Record<string, string>, isRoot = false) {
  for (const [name, value] of Object.entries(settings)) {
    const path = join(folder, 'sys', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${value}\n`)
  }
  return { isRoot, settings: join(folder, 'sys') }
}
function withHelper(mode: number): string {
  const path = join(folder, 'chrome-sandbox')
  writeFileSync(path, '')
  chmodSync(path, mode)
  return path
}
const ubuntu = { 'kernel/apparmor_restrict_unprivileged_userns': '1', 'user/max_user_namespaces': '60000' }
const suidLine = (helper: string) =>
  `[1:2/3:FATAL:setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly. Rather than run without sandboxing I'm aborting now. You need to make sure that ${helper} is owned by root and has mode 4755.\n`
const noneLine = '[1:2/3:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are running on Ubuntu 23.10+\n'

describe.skipIf(process.platform !== 'linux')('a sandbox that does not start', () => {
  it('for its helper is fixed by owner and mode, and by a profile where AppArmor is what forbids the rest', () => {
    const helper = withHelper(0o755)
    const command = `sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`
    expect(readSandboxTrouble(suidLine(helper), electron, systemWith({}))).toEqual({
      problem: `it will not start its sandbox, as the sandbox's helper ${helper} is not owned by root with mode 4755`,
      remedies: [command],
    })
    const onUbuntu = readSandboxTrouble(suidLine(helper), electron, systemWith(ubuntu))
    expect(onUbuntu?.remedies).toEqual([
      command,
      expect.stringContaining('apparmor_parser -r /etc/apparmor.d/plateau-electron'),
    ])
  })

  it('without a helper is fixed by what lets it make namespaces', () => {
    const debian = readSandboxTrouble(noneLine, electron, systemWith({ 'kernel/unprivileged_userns_clone': '0' }))
    expect(debian?.remedies).toContain('sudo sysctl -w kernel.unprivileged_userns_clone=1')
    expect(debian?.problem).toBe('it will not start its sandbox, as this system does not let it make user namespaces')
    const inUbuntu = readSandboxTrouble(noneLine, electron, systemWith(ubuntu))
    expect(inUbuntu?.problem).toBe('it will not start its sandbox, as AppArmor does not let it make user namespaces')
  })

  // Only root can make one.
  it.skipIf(process.getuid?.() !== 0)(
    'although its helper is right says that the container or disk stands in the way',
    () => {
      withHelper(0o4755)
      const lines =
        'The setuid sandbox is not running as root. Common causes:\nFailed to move to new namespace: PID namespaces supported\n[1:2/3:FATAL:zygote_host_impl_linux.cc(207)] Check failed: .\n'
      const trouble = readSandboxTrouble(lines, electron, systemWith({}))
      expect(trouble).toEqual({
        problem: expect.stringMatching(/no new privileges, or mounted with nosuid/) as string,
        remedies: [],
      })
      expect(foreseeSandboxTrouble(electron, systemWith(ubuntu))).toBeNull()
    },
  )

  it('is not read into other deaths', () => {
    expect(readSandboxTrouble('Missing X server or $DISPLAY\n', electron, systemWith(ubuntu))).toBeNull()
    expect(readSandboxTrouble('', electron, systemWith(ubuntu))).toBeNull()
  })

  it('is foreseen where the kernel forbids and no helper is ready, and nowhere else', () => {
    withHelper(0o755)
    expect(foreseeSandboxTrouble(electron, systemWith({ 'user/max_user_namespaces': '60000' }))).toBeNull()
    expect(foreseeSandboxTrouble(electron, systemWith({}, true))?.problem).toBe('it does not run its sandbox as root')
    expect(foreseeSandboxTrouble(electron, systemWith(ubuntu))?.remedies).toHaveLength(2)
    expect(foreseeSandboxTrouble(electron, systemWith({ 'user/max_user_namespaces': '0' }))).not.toBeNull()
  })

  it('names its helper and program so that a shell and AppArmor read just them, whatever they are called', () => {
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    // What the command would do as root, written down.
    const scripts = {
      sudo: 'exec "$@"',
      chown: 'printf "%s\\0" "$@"',
      chmod: 'printf "%s\\0" "$@"',
      tee: 'cat',
      apparmor_parser: ':',
    }
    for (const [name, line] of Object.entries(scripts)) {
      writeFileSync(join(tools, name), `#!/bin/sh\n${line}\n`)
      chmodSync(join(tools, name), 0o755)
    }
    const sh = (command: string) =>
      execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8', env: { PATH: `${tools}:/usr/bin:/bin` } })
    const system = systemWith(ubuntu)
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/[\0/\n]/.test(text) && text.trim() !== '')
    fc.assert(
      fc.property(name, (text) => {
        const helper = `/opt/${text}/chrome-sandbox`
        const trouble = readSandboxTrouble(suidLine(helper), `/opt/${text}/electron`, system)
        const [owner = '', profile = ''] = trouble?.remedies ?? []
        expect(sh(owner).split('\0')).toEqual(['root:root', helper, '4755', helper, ''])
        const path = /^profile plateau-electron "(.*)" flags=\(unconfined\) \{$/m.exec(sh(profile))?.[1]
        expect(path?.replace(/\\(.)/g, '$1')).toBe(`/opt/${text}/electron`)
        expect(path?.replace(/\\./g, '')).not.toMatch(/["*?[\]{}^]/)
      }),
      { numRuns: propertyCases(30) },
    )
  })
})
