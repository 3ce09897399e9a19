import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findDevServer } from '../../../src-main/hosts/dev-renderer'
import {
  contentSecurityPolicy,
  isForPage,
  readRendererFile,
  rendererDirectory,
  securityHeaders,
} from '../../../src-main/hosts/renderer-files'

describe('the content security policy', () => {
  const directives = (policy: string) =>
    new Map(policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]))

  it('denies everything but the page itself', () => {
    const policy = directives(contentSecurityPolicy())
    expect(policy.get('default-src')).toEqual(["'none'"])
    expect(policy.get('script-src')).toEqual(["'self'"])
    expect(policy.get('style-src')).toEqual(["'self'"])
    expect(policy.get('connect-src')).toEqual(["'none'"])
    for (const name of ['frame-ancestors', 'base-uri', 'form-action']) expect(policy.get(name)).toEqual(["'none'"])
  })

  it('never allows inline or evaluated code', () => {
    expect(contentSecurityPolicy(["'self'"])).not.toMatch(/unsafe|\*|https?:/)
  })

  it('allows a development server its style sheets and updates, and no script of another origin even there', () => {
    const devServer = findDevServer({ PLATEAU_DEV_SERVER: 'http://127.0.0.1:5173' })
    const relaxed = directives(contentSecurityPolicy(["'self'"], devServer))
    expect(relaxed.get('style-src')).toEqual(["'self'", "'unsafe-inline'"])
    expect(relaxed.get('connect-src')).toEqual(["'self'", 'ws://127.0.0.1:5173'])
    const strict = directives(contentSecurityPolicy(["'self'"]))
    for (const [name, sources] of strict)
      if (name !== 'style-src' && name !== 'connect-src') expect(relaxed.get(name)).toEqual(sources)
    expect(findDevServer({})).toBeNull()
    for (const address of ['https://127.0.0.1:1', 'http://example.org:80', 'http://127.0.0.1:80/x', 'http://127.0.0.1'])
      expect(() => findDevServer({ PLATEAU_DEV_SERVER: address })).toThrow('must be http://127.0.0.1:PORT')
  })

  it('allows the one connection that is named', () => {
    const policy = directives(contentSecurityPolicy(["'self'", 'ws://127.0.0.1:8080']))
    expect(policy.get('connect-src')).toEqual(["'self'", 'ws://127.0.0.1:8080'])
  })

  it('comes with headers that keep content what it is', () => {
    expect(securityHeaders()).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  })
})

describe('files of the renderer', () => {
  let folder = ''
  let root = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plateau-files-'))
    root = join(folder, 'renderer')
    await mkdir(join(root, 'assets'), { recursive: true })
    await writeFile(join(root, 'index.html'), '<!doctype html>')
    await writeFile(join(root, 'assets', 'index-1a2b.js'), 'export {}')
    await writeFile(join(root, 'assets', 'with space.css'), ':root{}')
    await writeFile(join(folder, 'secret.json'), '{}')
    await writeFile(join(root, '.hidden'), 'x')
    await symlink(join(folder, 'secret.json'), join(root, 'leak.json'))
    await mkdir(join(folder, 'renderer-other'))
    await writeFile(join(folder, 'renderer-other', 'a.js'), '')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('serves the page afresh and built files for ever', async () => {
    expect(await readRendererFile(root, '/')).toMatchObject({
      mediaType: 'text/html; charset=utf-8',
      cacheControl: 'no-store',
    })
    const script = await readRendererFile(root, '/assets/index-1a2b.js')
    expect(script).toMatchObject({ mediaType: 'text/javascript; charset=utf-8' })
    expect(script?.cacheControl).toContain('immutable')
    expect(await readRendererFile(root, '/assets/with%20space.css')).not.toBeNull()
  })

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%5c..%5csecret.json',
    '//etc/passwd',
    '/../renderer-other/a.js',
    '/leak.json',
    '/index.html%00.js',
    '/%',
    '/.hidden',
    '/assets',
    '/assets/',
    '/assets/missing.js',
    '/index.html/x.js',
    'index.html',
    `/${'a'.repeat(5000)}.js`,
    '',
  ])('has nothing at %j', async (path) => {
    expect(await readRendererFile(root, path)).toBeNull()
  })

  it('are the page at every address that a browser goes to, and nothing else', () => {
    const html = 'text/html,application/xhtml+xml,*/*;q=0.8'
    for (const path of ['/p/a/runs', '/p/v1.2.png/run/x', '/p/a%2F..%2Fb/runs', '/nowhere', '/%'])
      expect([path, isForPage(path, html)]).toEqual([path, true])
    for (const accept of ['*/*', 'image/png', 'text/htmlx', '', null, undefined])
      expect(isForPage('/p/a/runs', accept)).toBe(false)
    for (const path of ['/assets/missing.js', '', 'p/a']) expect(isForPage(path, html)).toBe(false)
  })

  it('lies beside the folder of the running entry', () => {
    const entry = pathToFileURL(join(folder, 'out', 'main', 'web.js')).href
    expect(rendererDirectory(entry)).toBe(join(folder, 'out', 'renderer'))
  })
})
