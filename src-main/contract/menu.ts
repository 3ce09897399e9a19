/** The desktop's menu bar: one list, for the system's own menu and for the one that a window without a frame draws. */
import type { EditAction, WindowAction } from './shell'

/** What an entry does: a command of the page by its key, something with the text of a field, or something with the window. */
export type MenuBarAction =
  | { readonly command: string }
  | { readonly edit: EditAction }
  | { readonly window: WindowAction }

export type MenuBarEntry = MenuBarAction & {
  readonly label: string
  /** As the window's keys are written: `Ctrl+Shift+Z`, `G R`. */
  readonly keys: string
}

export type MenuBarMenu = {
  readonly label: string
  /** In parts. */
  readonly sections: readonly (readonly MenuBarEntry[])[]
}

const command = (label: string, keys: string): MenuBarEntry => ({ label, keys, command: keys })
const edit = (label: string, keys: string, action: EditAction): MenuBarEntry => ({ label, keys, edit: action })
const frame = (label: string, keys: string, action: WindowAction): MenuBarEntry => ({ label, keys, window: action })

export const menuBar: readonly MenuBarMenu[] = [
  {
    label: 'File',
    sections: [
      [command('New run', 'Ctrl+N'), command('New window', 'Ctrl+Shift+N')],
      [command('Find a project', 'Ctrl+P'), command('Copy link to this view', 'Ctrl+Shift+L')],
      [command('Settings', 'Ctrl+,')],
      [frame('Close window', 'Ctrl+W', 'close')],
    ],
  },
  {
    label: 'Edit',
    sections: [
      // In a field what was typed, elsewhere the last change of the window.
      [command('Undo', 'Ctrl+Z'), command('Redo', 'Ctrl+Shift+Z')],
      [
        edit('Cut', 'Ctrl+X', 'cut'),
        edit('Copy', 'Ctrl+C', 'copy'),
        edit('Paste', 'Ctrl+V', 'paste'),
        // In a field its text, in a table its rows.
        command('Select all', 'Ctrl+A'),
      ],
      [command('Find in this view', 'Ctrl+F'), command('Search or run a command', 'Ctrl+K')],
    ],
  },
  {
    label: 'View',
    sections: [
      [frame('Reload', 'Ctrl+R', 'reload')],
      [
        frame('Actual size', 'Ctrl+0', 'zoom-reset'),
        frame('Zoom in', 'Ctrl+Plus', 'zoom-in'),
        frame('Zoom out', 'Ctrl+-', 'zoom-out'),
      ],
      [frame('Full screen', 'F11', 'full-screen')],
    ],
  },
  {
    label: 'Go',
    sections: [
      [command('Back', 'Alt+ArrowLeft'), command('Forward', 'Alt+ArrowRight')],
      [
        command('Workspace', 'G W'),
        command('Runs', 'G R'),
        command('Compare', 'G C'),
        command('Reports', 'G P'),
        command('Queue', 'G Q'),
        command('All projects', 'G A'),
        command('Start', 'G H'),
      ],
      [command('Next part of the window', 'F6'), command('Previous part of the window', 'Shift+F6')],
    ],
  },
  { label: 'Help', sections: [[command('Keyboard shortcuts', '?')]] },
]
