import { beforeEach, describe, expect, it } from 'vitest'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { defaultLayout } from '../../../src-main/contract/workspace'
import { createEventBus } from '../../../src-main/core/events'
import { createWorkspaceService, type WorkspaceService } from '../../../src-main/core/workspace'
import { useStore } from '../../support/store'

const { store, database } = useStore()
let workspace: WorkspaceService
let told: PlateauEvent[]
beforeEach(() => {
  const events = createEventBus()
  told = []
  events.subscribe((event) => told.push(event))
  workspace = createWorkspaceService(store(), events)
})

/** As another version left it. */
const project = () => store().projects.usedLast()
const keepText = (text: string) => store().projects.keepWorkspace(project(), text)

const layout = { ...defaultLayout, search: 'pooled', groupBy: ['loss'], pinnedRuns: ['a'] }

describe('the workspace', () => {
  it('begins with the default layout and is kept as it was left', () => {
    expect(workspace.read(project())).toEqual({ layout: defaultLayout, views: [] })
    workspace.keep(project(), layout)
    workspace.keep(project(), { ...layout, search: 'plain' })
    expect(workspace.read(project()).layout).toEqual({ ...layout, search: 'plain' })
  })

  it('starts as new where another version left what this one does not understand', () => {
    workspace.keep(project(), layout)
    keepText(JSON.stringify({ ...layout, version: 2 }))
    expect(workspace.read(project()).layout).toEqual(defaultLayout)
  })
})

describe('layouts of earlier versions', () => {
  it('are kept whole, and get the usual run table and list', () => {
    const { runTable: _, listValue: _value, listOrder: _order, ...earlier } = layout
    keepText(JSON.stringify(earlier))
    expect(workspace.read(project()).layout).toEqual(layout)
    const view = workspace.saveView(project(), { name: 'By loss', layout: earlier as typeof layout })
    expect(workspace.read(project()).views).toEqual([{ ...view, layout }])
  })
})

describe('panels of earlier versions', () => {
  it('open as before: what they lack is as it was', () => {
    const { xScale: _x, ...settings } = defaultLayout.settings
    const panel = {
      id: 'line-1',
      kind: 'line',
      keys: ['val_mse'],
      title: null,
      section: 'own',
      columns: 6,
      height: 300,
      isHidden: false,
      settings: { yScale: 'log' },
    } as const
    keepText(JSON.stringify({ ...layout, settings, panels: [panel] }))
    const { settings: read, panels } = workspace.read(project()).layout
    expect([read, panels]).toEqual([settings, [panel]])
  })
})

describe('named views', () => {
  it('are saved, saved anew under their id, renamed and removed, and every client hears of it', () => {
    const view = workspace.saveView(project(), { name: 'By loss', layout })
    expect(workspace.read(project()).views).toEqual([view])
    const again = workspace.saveView(project(), { id: view.id, name: 'By both', layout: defaultLayout })
    expect(workspace.read(project()).views).toEqual([again])
    expect(again).toMatchObject({ id: view.id, name: 'By both', layout: defaultLayout })
    workspace.removeView(view.id)
    expect(workspace.read(project()).views).toEqual([])
    // Undone: it comes back under its id.
    workspace.saveView(project(), again)
    expect(workspace.read(project()).views.map(({ id }) => id)).toEqual([view.id])
    expect(told.map(({ event }) => event)).toEqual(new Array(4).fill('views-changed'))
  })

  it('have names of their own, and stand by name', () => {
    const first = workspace.saveView(project(), { name: 'B', layout })
    workspace.saveView(project(), { name: 'A', layout })
    expect(workspace.read(project()).views.map(({ name }) => name)).toEqual(['A', 'B'])
    expect(() => workspace.saveView(project(), { name: 'A', layout })).toThrow(
      expect.objectContaining({ code: 'name-taken', field: 'name' }),
    )
    expect(() => workspace.saveView(project(), { id: first.id, name: 'A', layout })).toThrow(
      expect.objectContaining({ code: 'name-taken' }),
    )
    expect(workspace.read(project()).views.map(({ name }) => name)).toEqual(['A', 'B'])
  })

  it('of another version are left out and stay stored, and take no other with them', () => {
    workspace.saveView(project(), { name: 'A', layout })
    const view = workspace.saveView(project(), { name: 'B', layout })
    database()
      .prepare('UPDATE views SET layout = ? WHERE id = ?')
      .run(JSON.stringify({ version: 9 }), view.id)
    expect(workspace.read(project()).views.map(({ name }) => name)).toEqual(['A'])
    expect(store().views.list(project())).toHaveLength(2)
  })
})
