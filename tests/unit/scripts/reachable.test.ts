import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { assertReachable } from '../../../scripts/lib/reachable.mjs'
import { until } from '../../support/wait'

/** No proxy, whatever the machine has. */
const plain = { environment: {} }

async function listen() {
  const server = createServer((socket) => socket.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, address: `http://127.0.0.1:${port}/some/path` }
}

describe('a server', () => {
  it('that listens is reachable, and one that does not is named at once', async () => {
    const { server, address } = await listen()
    await assertReachable(address, plain)
    server.close()
    await once(server, 'close')
    await expect(assertReachable(address, plain)).rejects.toThrow('127.0.0.1 cannot be reached (ECONNREFUSED).')
  })

  it('behind a proxy is not asked: only the proxy knows', async () => {
    const { server, address } = await listen()
    server.close()
    await once(server, 'close')
    await assertReachable(address, { environment: { https_proxy: 'http://proxy.invalid:3128' } })
  })

  // Only Linux drops what does not fit into the queue of connections that nobody takes.
  it.runIf(process.platform === 'linux')('that does not answer is given up after a while', async () => {
    const program = `
      const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
        require('node:fs').writeSync(1, String(server.address().port))
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
      })`
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const waiting: Socket[] = []
    try {
      const [text] = (await once(child.stdout, 'data')) as [Buffer]
      const port = Number(text.toString())
      for (let index = 0; index < 8; index += 1) waiting.push(connect(port, '127.0.0.1').on('error', () => undefined))
      // As many as the queue takes: one more than it was made for.
      await until(() => waiting.filter(({ readyState }) => readyState === 'open').length >= 2, 'the queue was full')
      const asked = assertReachable(`http://127.0.0.1:${port}`, { ...plain, milliseconds: 50 })
      await expect(asked).rejects.toThrow('no answer within 0.05 s')
    } finally {
      for (const socket of waiting) socket.destroy()
      child.kill('SIGKILL')
    }
  })
})
