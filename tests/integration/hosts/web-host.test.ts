/** The web host over real HTTP and a real WebSocket, in front of a core in memory. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { RequestInput } from '@contract/api'
import { PlateauError } from '@contract/errors'
import type { CoreFrame } from '@contract/transport'
import { createCoreLink, type CoreLink } from '../../../src-main/hosts/core-link'
import { startWebHost, type WebHost } from '../../../src-main/hosts/web/server'
import { packFrame, unpackFrame } from '../../../src-main/platform/frames'
import { FakeCore, fakeSeries } from '../../unit/hosts/fake-core'

let folder = ''
let host: WebHost
let link: CoreLink
let cores: FakeCore[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plateau-web-'))
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Plateau</title>')
  await writeFile(join(folder, 'renderer', 'assets', 'index-1a2b.js'), 'export {}')
  await writeFile(join(folder, 'secret.js'), 'secret')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(async () => {
  cores = []
  link = createCoreLink(() => {
    const core = new FakeCore({
      'series.epochs': () => ({ runs: [fakeSeries('a', 2)] }),
      'exports.write': async ({ path }: RequestInput<'exports.write'>) => {
        if (path.endsWith('full.csv')) throw new PlateauError('disk-full')
        await writeFile(path, 'run,epoch\n')
        return { path, bytes: 10, rows: 0, remarks: [] }
      },
    })
    cores.push(core)
    return Promise.resolve(core)
  })
  host = await startWebHost({ link, files: join(folder, 'renderer'), port: 0, home: '/some/home' })
})
afterEach(async () => {
  link.close()
  await host.close()
})

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject)
    request.end()
  })
}

/** Sends bytes as they are, past every client that would tidy the path. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1', () => socket.end(text))
    let answer = ''
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

class Tab {
  readonly frames: CoreFrame[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  readonly socket: WebSocket
  #arrived = (): void => undefined

  constructor(options: { origin?: string | undefined; host?: string; path?: string } = {}) {
    const at = options.host ?? `127.0.0.1:${host.port}`
    const origin = 'origin' in options ? options.origin : `http://${at}`
    this.socket = new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/socket'}`, {
      headers: { host: at, ...(origin === undefined ? {} : { origin }) },
    })
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(unpackFrame(data) as CoreFrame)
      this.#arrived()
    })
    this.closed = new Promise((done) => {
      this.socket.on('close', (code, reason) => done({ code, reason: String(reason) }))
    })
    this.socket.on('error', () => undefined)
  }

  /** Resolves with the status of the refused upgrade, or 101. */
  opened(): Promise<number> {
    return new Promise((done) => {
      this.socket.on('open', () => done(101))
      this.socket.on('unexpected-response', (_request, response) => done(response.statusCode ?? 0))
    })
  }

  send(frame: unknown) {
    this.socket.send(packFrame(frame))
  }

  async next(count: number): Promise<CoreFrame[]> {
    while (this.frames.length < count) await new Promise<void>((done) => (this.#arrived = done))
    return this.frames
  }
}

/** Opens a tab, says the token and waits for the answer. */
async function openTab(): Promise<Tab> {
  const tab = new Tab()
  await tab.opened()
  tab.send({ kind: 'token', token: host.token })
  await tab.next(1)
  return tab
}

describe('pages', () => {
  it('serves the page under a strict policy, never from a cache', async () => {
    const { status, headers, body } = await get('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Plateau</title>')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`)
  })

  it('answers through a tunnel on another port', async () => {
    const { status, headers } = await get('/', { host: 'localhost:9999' })
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("connect-src 'self' ws://localhost:9999;")
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.1'])(
    'refuses Host %s',
    async (name) => {
      const { status, body } = await get('/', { host: name })
      expect(status).toBe(403)
      expect(body).not.toContain('Plateau</title>')
    },
  )

  it('refuses pages of other origins, other methods and other paths', async () => {
    expect((await get('/', { origin: 'http://evil.example' })).status).toBe(403)
    expect((await get('/', {}, 'POST')).status).toBe(405)
    expect((await get('/nothing.js')).status).toBe(404)
    expect((await get('/', {}, 'HEAD')).body).toBe('')
  })

  it.each(['/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '/..%2fsecret.js', '/..\\secret.js'])(
    'does not leave its folder by %s',
    async (path) => {
      const answer = await sendRaw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 404 /)
      expect(answer).not.toContain('secret')
    },
  )

  it('is served at every address of a view, under the same policy, and to nobody who may not have it', async () => {
    const accept = 'text/html,*/*;q=0.8'
    for (const path of ['/p/a/runs?q=x', '/p/..%2f..%2fsecret.js', '/nowhere.png']) {
      const { status, headers, body } = await get(path, { accept })
      expect([path, status]).toEqual([path, 200])
      expect(body).toBe((await get('/')).body)
      expect(headers['content-security-policy']).toBe((await get('/')).headers['content-security-policy'])
      expect(headers['cache-control']).toBe('no-store')
    }
    expect((await get('/p/a/runs', { accept, host: 'evil.example' })).status).toBe(403)
    expect((await get('/p/a/runs', { accept, origin: 'http://evil.example' })).status).toBe(403)
    expect((await get('/p/a/runs', { accept }, 'POST')).status).toBe(405)
    // What the page itself asks for is there, or it is not.
    for (const path of ['/assets/missing.js', '/download/none', '/p/a/runs'])
      expect([path, (await get(path, { accept: '*/*' })).status]).toEqual([path, 404])
  })

  it('is bound to this machine only, with a token of its own each time', async () => {
    expect(host.url).toBe(`http://127.0.0.1:${host.port}/#token=${host.token}`)
    // 24 bytes, in base64.
    expect(host.token).toMatch(/^[\w-]{32}$/)
    const other = await startWebHost({ link, files: join(folder, 'renderer'), port: 0, home: '/some/home' })
    expect(other.token).not.toBe(host.token)
    await other.close()
  })
})

describe('the socket', () => {
  it('welcomes the token, and carries requests, typed arrays and events', async () => {
    const tab = new Tab()
    await tab.opened()
    tab.send({ kind: 'token', token: host.token })
    await tab.next(1)
    expect(tab.frames[0]).toMatchObject({ kind: 'welcome', home: '/some/home' })
    tab.send({ kind: 'request', id: 5, name: 'series.epochs', input: { runs: ['a'] } })
    const [, reply] = await tab.next(2)
    expect(reply).toMatchObject({ kind: 'reply', id: 5, reply: { ok: true } })
    expect(reply).toEqual({ kind: 'reply', id: 5, reply: { ok: true, value: { runs: [fakeSeries('a', 2)] } } })
    cores[0]?.emit({ event: 'queue-changed', payload: { queued: 0, running: 1 } })
    expect((await tab.next(3))[2]).toEqual({
      kind: 'event',
      event: { event: 'queue-changed', payload: { queued: 0, running: 1 } },
    })
    tab.socket.close()
    await tab.closed
    // The host stays a client: closing a tab ends no run.
    expect(cores[0]?.closed).toBe(false)
    await expect.poll(() => cores[0]?.eventListeners.size).toBe(1)
  })

  it.each([
    ['a wrong token', { kind: 'token', token: 'wrong' }],
    ['no token', { kind: 'token' }],
    ['a request before the token', { kind: 'request', id: 1, name: 'runs.list', input: {} }],
  ])('refuses %s with 4401', async (_what, frame) => {
    const tab = new Tab()
    await tab.opened()
    tab.send(frame)
    expect(await tab.closed).toMatchObject({ code: 4401 })
    expect(tab.frames).toEqual([
      { kind: 'refused', error: { code: 'not-allowed', message: 'The link is not the one that Plateau printed.' } },
    ])
    expect(cores).toEqual([])
  })

  it.each([
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['no Origin', { origin: undefined }],
    ['an Origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['a foreign Host', { host: 'evil.example', origin: 'http://evil.example' }],
    ['another path', { path: '/other' }],
  ])('does not open for %s', async (_what, options) => {
    expect(await new Tab(options).opened()).toBe(403)
  })

  it('closes on text, on rubbish and on frames that are too large', async () => {
    const text = new Tab()
    await text.opened()
    text.socket.send('token')
    expect((await text.closed).code).toBe(1003)
    const rubbish = new Tab()
    await rubbish.opened()
    rubbish.socket.send(Buffer.from([0xc1]))
    expect((await rubbish.closed).code).toBe(1007)
    const large = new Tab()
    await large.opened()
    large.socket.send(Buffer.alloc(5 * 1024 * 1024))
    expect((await large.closed).code).toBe(1009)
    expect((await get('/')).status).toBe(200)
  })

  it('keeps no tab out because of sockets that have not said the token, however many there are', async () => {
    const strangers = Array.from({ length: 100 }, () => new Tab())
    expect(await Promise.all(strangers.map((stranger) => stranger.opened()))).toEqual(Array(100).fill(101))
    const tab = await openTab()
    expect(tab.frames[0]).toMatchObject({ kind: 'welcome' })
    // The oldest made room, and a page that was among them comes again.
    expect(await strangers[0]?.closed).toMatchObject({ code: 1013 })
    expect(strangers.at(-1)?.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('has places for 32 tabs with the token, and one again when a tab closes', async () => {
    const tabs = await Promise.all(Array.from({ length: 32 }, openTab))
    const late = await openTab()
    expect(late.frames[0]).toMatchObject({
      kind: 'refused',
      error: { message: 'Too many tabs of Plateau are open. Close one.' },
    })
    expect(await late.closed).toMatchObject({ code: 1013 })
    tabs[0]?.socket.close()
    await tabs[0]?.closed
    await expect.poll(async () => (await openTab()).frames[0]?.kind).toBe('welcome')
  })

  it('ends at its deadline what has not said the token, even when the other side does not answer', async () => {
    const impatient = await startWebHost({
      link,
      files: join(folder, 'renderer'),
      port: 0,
      home: '/some/home',
      tokenMilliseconds: 20,
    })
    // A raw socket that opens the WebSocket and then never answers, not even the frame that closes it.
    const ended = new Promise<string>((resolve, reject) => {
      const socket = connect({ port: impatient.port, host: '127.0.0.1', allowHalfOpen: true })
      let answer = ''
      socket.setEncoding('latin1').on('data', (part: string) => (answer += part))
      socket.on('end', () => resolve(answer))
      socket.on('error', reject)
      socket.write(
        `GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${impatient.port}\r\nOrigin: http://127.0.0.1:${impatient.port}\r\n` +
          'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
          `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
      )
    })
    expect(await ended).toContain('The token did not come in time.')
    await impatient.close()
  })

  it('says that the core is gone, and finds a core again for a new socket', async () => {
    const tab = new Tab()
    await tab.opened()
    tab.send({ kind: 'token', token: host.token })
    await tab.next(1)
    cores[0]?.die('The Plateau core has stopped.')
    expect((await tab.closed).code).toBe(4410)
    expect(tab.frames[1]).toMatchObject({ kind: 'refused', error: { code: 'core-gone' } })
    const again = new Tab()
    await again.opened()
    again.send({ kind: 'token', token: host.token })
    expect((await again.next(1))[0]).toMatchObject({ kind: 'welcome' })
    expect(cores).toHaveLength(2)
  })
})

describe('downloads', () => {
  const target = { kind: 'runs', runs: ['a'], format: 'csv' }
  const download = (fileName: string, id = 1) => ({
    kind: 'shell',
    id,
    name: 'save-export',
    input: { id: 'export-1', target, fileName },
  })
  /** Where the core was told to write. */
  const writtenTo = () => (cores[0]!.asked.find(({ name }) => name === 'exports.write')!.input as { path: string }).path
  type Prepared = { reply: { ok: boolean; value: { address: string }; error: { code: string } } }

  it('has the core write into a folder of its own, and serves the file once', async () => {
    const tab = await openTab()
    tab.send(download('../Verlust über Epochen.csv'))
    const { reply } = (await tab.next(2))[1] as unknown as Prepared
    expect(reply).toMatchObject({ ok: true, value: { fileName: '-Verlust über Epochen.csv', bytes: 10 } })
    const path = writtenTo()
    expect(path.startsWith(join(tmpdir(), 'plateau-download-'))).toBe(true)
    const { address } = reply.value
    expect(address).toMatch(/^\/download\/[\w-]{43}$/)

    // Looking, and pages of other origins, take nothing away.
    expect((await get(address, {}, 'HEAD')).status).toBe(404)
    expect((await get(address, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await get(address, { host: 'evil.example' })).status).toBe(403)
    const { status, headers, body } = await get(address)
    expect(status).toBe(200)
    expect(body).toBe('run,epoch\n')
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '10',
      'content-disposition': "attachment; filename*=UTF-8''-Verlust%20%C3%BCber%20Epochen.csv",
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect((await get(address)).status).toBe(404)
    await expect.poll(() => stat(path).catch(() => null)).toBeNull()
  })

  it('says why an export failed, and leaves no folder', async () => {
    const tab = await openTab()
    tab.send(download('full.csv'))
    const { reply } = (await tab.next(2))[1] as unknown as Prepared
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'disk-full', message: 'The disk is full. Free some space. Nothing already stored is lost.' },
    })
    expect(await readdir(join(writtenTo(), '..')).catch(() => null)).toBeNull()
  })

  it('removes what nobody fetched when it closes', async () => {
    const tab = await openTab()
    tab.send(download('runs.csv'))
    await tab.next(2)
    const path = writtenTo()
    await host.close()
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })

  it('does nothing without the token, for other names, or for the path of a page', async () => {
    const stranger = new Tab()
    await stranger.opened()
    stranger.send(download('runs.csv'))
    expect((await stranger.closed).code).toBe(4401)
    const tab = await openTab()
    tab.send({ ...download('runs.csv', 2), name: 'exports.write' })
    tab.send({
      kind: 'request',
      id: 3,
      name: 'exports.write',
      input: { id: 'x', path: '/tmp/x', replace: true, target },
    })
    const replies = (await tab.next(3)).slice(1) as unknown as Prepared[]
    expect(replies.map(({ reply }) => reply.error.code)).toEqual(['not-allowed', 'not-allowed'])
    expect(cores.flatMap(({ asked }) => asked.map(({ name }) => name))).not.toContain('exports.write')
  })
})
