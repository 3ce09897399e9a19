/** A registry of npm packages on this machine, with one package in it: what npm asks for is answered as npm's own does. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'

export const packageName = 'plateau-test-package'
export const packageVersion = '1.0.0'

export async function makeArchive(contents: string): Promise<{ bytes: Buffer; integrity: string }> {
  const archive = pack()
  archive.entry({ name: 'package/package.json' }, JSON.stringify({ name: packageName, version: packageVersion }))
  archive.entry({ name: 'package/contents.txt' }, contents)
  archive.finalize()
  const bytes = await buffer(archive.pipe(createGzip()))
  return { bytes, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` }
}

/**
 * @param archive what the package holds
 * @param beforeArchive waited for before the archive is sent: for a test that cuts a download off
 */
export async function startRegistry(
  archive: { bytes: Buffer; integrity: string },
  beforeArchive: () => Promise<void> = () => Promise.resolve(),
) {
  let archivesAsked = 0
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) {
      archivesAsked += 1
      void beforeArchive().then(() => response.end(archive.bytes))
    } else if (request.url === `/${packageName}`) {
      const dist = { tarball: `${address()}/${packageName}.tgz`, integrity: archive.integrity }
      const version = { name: packageName, version: packageVersion, dist }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          name: packageName,
          'dist-tags': { latest: packageVersion },
          versions: { [packageVersion]: version },
        }),
      )
    } else response.writeHead(404).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address: address(),
    archivesAsked: () => archivesAsked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
