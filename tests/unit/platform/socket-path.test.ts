import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSocketPath, recordSocketPath, socketPath } from '../../../src-main/platform/socket-path'
import { propertyCases } from '../../support/property'

const before = { ...process.env }
let folder = ''
let home = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'plateau-socket-')))
  home = join(folder, 'home')
  mkdirSync(home)
})
afterEach(() => {
  for (const name of ['XDG_RUNTIME_DIR', 'TMPDIR']) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = before[name]
  }
  rmSync(folder, { recursive: true, force: true })
})

const own = `plateau-${userInfo().uid}`
const withRuntimeDirectory = (value: string): string => {
  process.env.XDG_RUNTIME_DIR = value
  return socketPath(home)
}
async function listens(path: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  await new Promise((done) => server.close(done))
}

describe.skipIf(process.platform === 'win32')('the socket of a home', () => {
  it('lies in XDG_RUNTIME_DIR, in a folder of the user’s own', async () => {
    const runtime = join(folder, 'run')
    mkdirSync(runtime)
    const path = withRuntimeDirectory(runtime)
    expect(path.startsWith(join(runtime, own))).toBe(true)
    expect(statSync(join(runtime, own)).mode & 0o777).toBe(0o700)
    chmodSync(join(runtime, own), 0o755)
    expect(withRuntimeDirectory(runtime)).toBe(path)
    expect(statSync(join(runtime, own)).mode & 0o777).toBe(0o700)
    await listens(path)
  })

  it.each([
    ['empty', () => ''],
    ['relative', () => 'run/user'],
    ['missing', () => join(folder, 'missing')],
    ['a file', () => (writeFileSync(join(folder, 'file'), ''), join(folder, 'file'))],
    ['below a file', () => (writeFileSync(join(folder, 'file'), ''), join(folder, 'file', 'run'))],
    ['too long', () => (mkdirSync(join(folder, 'x'.repeat(90))), join(folder, 'x'.repeat(90)))],
    ['longer than any path', () => `/${'x/'.repeat(5_000)}`],
    ['a link in a circle', () => (symlinkSync(join(folder, 'circle'), join(folder, 'circle')), join(folder, 'circle'))],
    ['where nothing can be made', () => '/proc/self'],
  ])('lies elsewhere when XDG_RUNTIME_DIR is %s, and nothing is made there', async (_what, value) => {
    const runtime = value()
    const path = withRuntimeDirectory(runtime)
    expect(isAbsolute(path)).toBe(true)
    expect(path.startsWith(join(tmpdir(), own)) || path.startsWith(join('/tmp', own))).toBe(true)
    expect(existsSync(join(runtime, own))).toBe(false)
    expect(existsSync(join(process.cwd(), own))).toBe(false)
    await listens(path)
  })

  it('is a path that can be listened on, whatever the environment says', () => {
    const part = fc.oneof(
      fc.constantFrom('/', '.', '..', '', '~', ' ', 'plateau', 'proc', 'tmp'),
      fc.string({ maxLength: 120 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.boolean(), (parts, absolute) => {
        const value = ((absolute ? '/nowhere/' : '') + parts.join('/')).replaceAll('\0', '')
        const path = withRuntimeDirectory(value)
        expect(isAbsolute(path)).toBe(true)
        expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103)
        expect(statSync(join(path, '..')).isDirectory()).toBe(true)
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('is not read from a record that no socket can have', () => {
    const path = socketPath(home)
    recordSocketPath(home, path)
    expect(readSocketPath(home)).toBe(path)
    const digest = path.replace(/^.*\/|\.sock$/g, '')
    for (const text of [
      '',
      `relative/${digest}`,
      `/${'x'.repeat(200)}/${digest}`,
      '/other/home.sock',
      'x'.repeat(5_000),
    ]) {
      writeFileSync(join(home, 'core.socket'), text)
      expect(readSocketPath(home)).toBeNull()
    }
    rmSync(join(home, 'core.socket'))
    mkdirSync(join(home, 'core.socket'))
    expect(readSocketPath(home)).toBeNull()
  })
})
