/** Everything that can be done with one project. */
import Copy from '@lucide/svelte/icons/copy'
import FolderInput from '@lucide/svelte/icons/folder-input'
import NotebookPen from '@lucide/svelte/icons/notebook-pen'
import Pencil from '@lucide/svelte/icons/pencil'
import Trash2 from '@lucide/svelte/icons/trash-2'
import type { Project } from '@contract/projects'
import { countOf } from '@panels/words/format'
import type { MenuGroups } from '../../components/menu'
import type { App } from '../../state/app.svelte'
import { copyWords } from '../../state/links'

/** What the page of all projects does with one. */
export type ProjectActions = {
  readonly onopen: () => void
  readonly onrename: () => void
  readonly onnotes: () => void
  readonly onmove: (to: Project) => void
  readonly ondelete: () => void
}

export function projectGroups(app: App, project: Project, actions: ProjectActions): MenuGroups {
  return {
    name: project.name,
    thing: [{ label: 'Open', keys: 'Enter', onselect: actions.onopen }],
    more: [
      { label: 'Rename', icon: Pencil, keys: 'F2', onselect: actions.onrename },
      { label: 'Change the note', icon: NotebookPen, keys: 'T', onselect: actions.onnotes },
      {
        kind: 'project',
        label: 'Move its runs to…',
        icon: FolderInput,
        except: [project.id],
        disabledBecause: project.runs === 0 ? 'no runs' : null,
        onchoose: actions.onmove,
      },
    ],
    copy: [{ label: 'Copy name', icon: Copy, onselect: () => copyWords(app, project.name) }],
    bin: [
      {
        label: 'Delete',
        icon: Trash2,
        danger: true,
        keys: 'Delete',
        note: project.runs === 0 ? '' : `with ${countOf(project.runs, 'run')}, to the bin`,
        disabledBecause: project.running > 0 ? 'a run has not ended' : null,
        onselect: actions.ondelete,
      },
    ],
  }
}
