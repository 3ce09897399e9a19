/** What can be done with a chart as a figure: entries of menus. */
import Download from '@lucide/svelte/icons/download'
import Image from '@lucide/svelte/icons/image'
import Table from '@lucide/svelte/icons/table-2'
import type { MenuEntry } from '../../components/menu'
import type { FiguresState, FigureThunk } from '../../state/figures.svelte'

const tables = [
  ['Copy as table', 'tsv'],
  ['Copy as Markdown table', 'markdown'],
  ['Copy as LaTeX table', 'latex'],
] as const

export function figureEntries(figures: FiguresState, figure: FigureThunk): readonly MenuEntry[] {
  const disabledBecause = figure() === null ? 'nothing to export yet' : null
  return [
    {
      label: 'Export figure…',
      icon: Download,
      keys: 'Ctrl+E',
      disabledBecause,
      onselect: () => figures.export(figure()),
    },
    {
      label: 'Copy image',
      icon: Image,
      keys: 'Ctrl+Shift+C',
      disabledBecause,
      onselect: () => void figures.copyPicture(figure()),
    },
    ...tables.map(([label, format]) => ({
      label,
      icon: Table,
      disabledBecause,
      onselect: () => void figures.copyTable(figure(), format),
    })),
  ]
}
