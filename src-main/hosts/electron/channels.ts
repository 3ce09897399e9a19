/** Names of the channels between the window's preload script and the shell. */
export const channels = {
  invoke: 'plateau:invoke',
  events: 'plateau:events',
  closed: 'plateau:closed',
  saveText: 'plateau:save-text',
  saveExport: 'plateau:save-export',
  showExport: 'plateau:show-export',
  choosePath: 'plateau:choose-path',
  copyText: 'plateau:copy-text',
  copyImage: 'plateau:copy-image',
  windowAction: 'plateau:window-action',
  openRun: 'plateau:open-run',
  edit: 'plateau:edit',
  openWindow: 'plateau:open-window',
  command: 'plateau:command',
} as const

/** The scheme and host under which the window loads the renderer. */
export const appOrigin = 'app://plateau'
