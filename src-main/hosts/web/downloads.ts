/**
 * Exports that a page downloads: the core writes each into a folder of this host's own, and it is served once, at an address that
 * nobody guesses.
 */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ReadExportRequest } from '@contract/shell'
import type { CoreLink } from '../core-link'
import { withNextStep } from '../error-text'
import { plainFileName } from '../export-name'

/** What the page is told: where it gets the file. */
export type Download = { readonly address: string; readonly fileName: string; readonly bytes: number }

export type Downloads = {
  /** Has the core write the export. @throws PlateauError as `exports.write` does. */
  prepare(request: ReadExportRequest): Promise<Download>
  /**
   * Answers a GET of that path with the file, once, and removes it.
   * @returns false when there is no such download (any more); the response is untouched then.
   */
  serve(path: string, response: ServerResponse, headers: Readonly<Record<string, string>>): Promise<boolean>
  /** Removes what nobody has fetched. */
  close(): Promise<void>
}

const prefix = '/download/'
/** A page fetches its file at once; one that went away never does. */
const keptMilliseconds = 5 * 60_000

type Prepared = { readonly file: string; readonly fileName: string; readonly timer: NodeJS.Timeout }

export function createDownloads(link: CoreLink): Downloads {
  const prepared = new Map<string, Prepared>()
  /** Folders that are there, with exports under way and such as are being sent. */
  const folders = new Set<string>()

  async function remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true })
    folders.delete(folder)
  }
  function take(path: string): Prepared | undefined {
    const key = path.startsWith(prefix) ? path.slice(prefix.length) : ''
    const found = prepared.get(key)
    if (!found) return undefined
    prepared.delete(key)
    clearTimeout(found.timer)
    return found
  }

  return {
    async prepare({ id, target, fileName }) {
      const folder = await mkdtemp(join(tmpdir(), 'plateau-download-'))
      folders.add(folder)
      try {
        const name = plainFileName(fileName)
        const file = join(folder, name)
        const { bytes } = await link.request('exports.write', { id, path: file, replace: false, target })
        const key = randomBytes(32).toString('base64url')
        const timer = setTimeout(() => {
          prepared.delete(key)
          remove(folder).catch((error: unknown) => console.error(`A download could not be removed: ${String(error)}`))
        }, keptMilliseconds)
        timer.unref()
        prepared.set(key, { file, fileName: name, timer })
        return { address: `${prefix}${key}`, fileName: name, bytes }
      } catch (error) {
        await remove(folder)
        throw withNextStep(error)
      }
    },
    async serve(path, response, headers) {
      const found = take(path)
      if (!found) return false
      try {
        response.writeHead(200, {
          ...headers,
          // Not to be shown in the page's origin, whatever is in it.
          'content-type': 'application/octet-stream',
          'content-length': (await stat(found.file)).size,
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.fileName)}`,
          'cache-control': 'no-store',
        })
        await pipeline(createReadStream(found.file), response)
      } finally {
        await remove(dirname(found.file))
      }
      return true
    },
    async close() {
      for (const { timer } of prepared.values()) clearTimeout(timer)
      prepared.clear()
      await Promise.all([...folders].map((folder) => remove(folder)))
    },
  }
}
