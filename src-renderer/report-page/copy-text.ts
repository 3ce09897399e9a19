/** Copying from a page that was opened as a file, where the clipboard's own interface may be missing. @throws Error when it cannot. */
export async function copyText(text: string): Promise<void> {
  // A page from a file is no secure context everywhere.
  if (isSecureContext) {
    try {
      await navigator.clipboard.writeText(text)
      return
    } catch (error) {
      // Refused without a permission: the older way asks for none.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') throw error
    }
  }
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  const focused = document.activeElement
  field.select()
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way without a permission
  const isCopied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  if (!isCopied) throw new Error('The browser does not allow this page to copy.')
}
