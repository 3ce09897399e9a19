/** Changes of the workspace's layout, each from the layout and its sections to what is different after it. */
import type { PanelDefinition, PanelSettings, WorkspaceLayout } from '@contract/workspace'
import { findPanel, type Section } from '@panels/workspace/panels'

type Panels = Pick<WorkspaceLayout, 'panels'>
type Sections = Pick<WorkspaceLayout, 'sections'>

/** Every panel as it stands: a section that is touched keeps the order that it has now. */
const asTheyStand = (sections: readonly Section[], touched: readonly string[], layout: Panels): PanelDefinition[] => {
  const names = new Set(touched)
  const kept = layout.panels.filter(({ section }) => !names.has(section))
  return [...kept, ...sections.filter(({ name }) => names.has(name)).flatMap(({ panels }) => panels)]
}

/** Changes one panel where it stands. */
export function changePanel(
  sections: readonly Section[],
  layout: Panels,
  id: string,
  change: (panel: PanelDefinition) => PanelDefinition,
): Panels {
  const panel = findPanel(sections, id)
  if (!panel) return { panels: layout.panels }
  return {
    panels: asTheyStand(sections, [panel.section], layout).map((other) => (other.id === id ? change(other) : other)),
  }
}

/** Gives a panel settings of its own. */
export const withSettings = (panel: PanelDefinition, change: Partial<PanelSettings>): PanelDefinition => ({
  ...panel,
  settings: { ...panel.settings, ...change },
})

/** Takes settings of its own away, so that the workspace's hold again; all of them unless some are named. */
export function withoutSettings(panel: PanelDefinition, keys?: readonly (keyof PanelSettings)[]): PanelDefinition {
  const left = Object.entries(panel.settings).filter(
    ([key]) => keys !== undefined && !keys.includes(key as keyof PanelSettings),
  )
  return { ...panel, settings: Object.fromEntries(left) }
}

/** Puts a panel before another one of a section, or with null at its end. */
export function movePanel(
  sections: readonly Section[],
  layout: Panels,
  id: string,
  { section, before }: { readonly section: string; readonly before: string | null },
): Panels {
  const panel = findPanel(sections, id)
  if (!panel || before === id) return { panels: layout.panels }
  const others = asTheyStand(sections, [panel.section, section], layout).filter((other) => other.id !== id)
  const moved = { ...panel, section }
  const at = before === null ? -1 : others.findIndex((other) => other.id === before)
  if (at >= 0) return { panels: [...others.slice(0, at), moved, ...others.slice(at)] }
  const last = others.findLastIndex((other) => other.section === section)
  return { panels: [...others.slice(0, last + 1), moved, ...others.slice(last + 1)] }
}

/** Moves a panel among the shown ones of its section by one place. @returns null at the end. */
export function stepPanel(sections: readonly Section[], layout: Panels, id: string, step: -1 | 1): Panels | null {
  const section = sections.find(({ panels }) => panels.some((panel) => panel.id === id))
  const shown = section?.panels.filter(({ isHidden }) => !isHidden) ?? []
  const at = shown.findIndex((panel) => panel.id === id)
  const target = at + step
  if (!section || at < 0 || target < 0 || target >= shown.length) return null
  const before = step < 0 ? shown[target]?.id : shown[target + 1]?.id
  return movePanel(sections, layout, id, { section: section.name, before: before ?? null })
}

/** Puts a copy behind the panel. */
export function duplicatePanel(sections: readonly Section[], layout: Panels, id: string, copyId: string): Panels {
  const panel = findPanel(sections, id)
  if (!panel) return { panels: layout.panels }
  const standing = asTheyStand(sections, [panel.section], layout)
  const at = standing.findIndex((other) => other.id === id)
  return { panels: [...standing.slice(0, at + 1), { ...panel, id: copyId }, ...standing.slice(at + 1)] }
}

/** Takes a panel away; one that comes by itself is hidden, as it would be back at once. */
export function removePanel(sections: readonly Section[], layout: Panels, id: string): Panels {
  if (id.startsWith('metric:')) return changePanel(sections, layout, id, (panel) => ({ ...panel, isHidden: true }))
  return { panels: layout.panels.filter((panel) => panel.id !== id) }
}

/** Hides every panel, those that metrics will have too; or shows them, but for what authors keep out. */
export const hideAllPanels = (layout: Panels, isHidden: boolean): Pick<WorkspaceLayout, 'panels' | 'isManual'> => ({
  isManual: isHidden,
  panels: layout.panels.map((panel) => ({ ...panel, isHidden })),
})

/** Puts a new panel at the end of its section. */
export const addPanel = (sections: readonly Section[], layout: Panels, panel: PanelDefinition): Panels => ({
  panels: [...asTheyStand(sections, [panel.section], layout), panel],
})

/** Collapses a section or opens it. */
export function toggleSection(sections: readonly Section[], name: string): Sections {
  return {
    sections: sections.map((section) => ({
      name: section.name,
      isCollapsed: section.name === name ? !section.isCollapsed : section.isCollapsed,
    })),
  }
}

/** Puts a section before another one, or with null behind all. */
export function moveSection(sections: readonly Section[], name: string, before: string | null): Sections {
  const entries = sections.map(({ name: own, isCollapsed }) => ({ name: own, isCollapsed }))
  const moved = entries.find((entry) => entry.name === name)
  if (!moved || before === name) return { sections: entries }
  const others = entries.filter((entry) => entry.name !== name)
  const at = before === null ? others.length : others.findIndex((entry) => entry.name === before)
  return { sections: [...others.slice(0, at), moved, ...others.slice(at)] }
}

/** An id that no panel has. */
export function freeId(sections: readonly Section[], layout: Panels, kind: string): string {
  const taken = new Set([...layout.panels, ...sections.flatMap(({ panels }) => panels)].map(({ id }) => id))
  for (let number = 1; ; number += 1) if (!taken.has(`${kind}-${number}`)) return `${kind}-${number}`
}
