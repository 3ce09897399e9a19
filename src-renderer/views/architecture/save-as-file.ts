/** An architecture as a file of JSON, which the editor and the command line open. */
import type { App } from '../../state/app.svelte'

/** Says where it went. @param draft what is open; nothing is written of one that is not valid */
export async function saveAsFile(
  app: Pick<App, 'shell' | 'toasts'>,
  { name, filed }: { readonly name: string; readonly filed: string | null },
): Promise<void> {
  if (filed === null) return
  try {
    const fileName = `${name.replaceAll(/[^\p{L}\p{M}\p{N}._ -]+/gu, '-')}.json`
    const saved = await app.shell.saveText({ fileName, mediaType: 'application/json', text: filed })
    if (saved !== null) app.toasts.say(`Saved ${saved}`)
  } catch (error) {
    app.toasts.fail(error)
  }
}
