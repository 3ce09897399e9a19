/** Asks the core through the page's own bridge, as Electron's window does. */
import type { Page } from '@playwright/test'
import type { RequestName } from '../../../src-main/contract/api'
import type { ElectronBridge } from '../../../src-main/contract/shell'
import type { Reply } from '../../../src-main/contract/transport'
import { packFrame, unpackFrame } from '../../../src-main/platform/frames'

export async function askThroughBridge(page: Page, name: RequestName, input: unknown): Promise<Reply> {
  const reply = await page.evaluate(
    async ([request, bytes]) => [
      ...(await (globalThis as unknown as { plateau: ElectronBridge }).plateau.invoke(request, Uint8Array.from(bytes))),
    ],
    [name, [...packFrame(input)]] as const,
  )
  return unpackFrame(Uint8Array.from(reply)) as Reply
}
