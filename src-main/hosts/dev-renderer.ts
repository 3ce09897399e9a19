/**
 * The renderer as Vite serves it while somebody works on it (`npm run dev`). Only a host that was told so in its environment asks for it; the
 * product has the files that were built, and the policy without these exceptions.
 */
import { PlateauError } from '../contract/errors'
import type { RendererFile } from './renderer-files'

export type DevServer = {
  /** Such as `http://127.0.0.1:5173`. */
  readonly address: string
  /** Sources that the page may connect to: updates come over a WebSocket of Vite's own. */
  readonly connect: readonly string[]
}

const variable = 'PLATEAU_DEV_SERVER'

/**
 * @returns null where no development server was named.
 * @throws PlateauError `invalid-input` for one that is not on this machine.
 */
export function findDevServer(environment: NodeJS.ProcessEnv = process.env): DevServer | null {
  const address = environment[variable]
  if (!address) return null
  const port = /^http:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(address)?.[1]
  if (port === undefined)
    throw new PlateauError('invalid-input', `${variable} must be http://127.0.0.1:PORT, not ${address}.`)
  return { address, connect: [`ws://127.0.0.1:${port}`] }
}

/**
 * Asks the development server for what the page asked for.
 * @param target path and query of the request, beginning with a slash
 * @param headers of the request: Vite answers a module, a style sheet and a page differently
 * @returns null where the server has nothing there.
 */
export async function readFromDevServer(
  { address }: DevServer,
  target: string,
  headers: { readonly accept?: string | undefined; readonly 'sec-fetch-dest'?: string | string[] | undefined },
): Promise<RendererFile | null> {
  const passed = new Headers({ accept: headers.accept ?? '*/*' })
  const purpose = headers['sec-fetch-dest']
  if (typeof purpose === 'string') passed.set('sec-fetch-dest', purpose)
  const answer = await fetch(new URL(target, address), { headers: passed, redirect: 'manual' })
  if (answer.status !== 200) {
    await answer.body?.cancel()
    return null
  }
  return {
    body: Buffer.from(await answer.arrayBuffer()),
    mediaType: answer.headers.get('content-type') ?? 'application/octet-stream',
    cacheControl: 'no-store',
  }
}
