/**
 * Into which files the window's script goes: the schemas of runs,
 * its frame, what the view needs that a window opens with, what other views share, and each view by itself. A file
 * imports those before it in this order alone, as whatever a module imports is needed wherever the module is.
 */
import { projectRoot } from '../processes.mjs'

/** @typedef {{ getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }} Graph */

/**
 * Everything that modules import, themselves included, but for what is imported while they run.
 * @param {readonly string[]} from @param {Graph} graph
 */
function reachedFrom(from, graph) {
  const reached = new Set()
  const left = [...from]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    left.push(...(graph.getModuleInfo(id)?.importedIds ?? []))
  }
  return reached
}

/** A group of what a module needs. @param {string} name @param {string} module @param {number} priority */
function groupOf(name, module, priority) {
  /** @type {Set<string> | undefined} */
  let reached
  return {
    priority,
    debugName: name,
    /** @param {string} id @param {Graph} graph */
    name(id, graph) {
      reached ??= reachedFrom([`${projectRoot}/${module}`], graph)
      return reached.has(id) ? name : null
    },
  }
}

/** By themselves, what two views share would be a file for each two of them: a hundred, most of one icon. */
export const windowChunks = {
  groups: [
    // The builder's own, which loads all others.
    { name: 'loader', test: 'vite/preload-helper', priority: 5 },
    groupOf('schemas', 'src-main/contract/config.ts', 4),
    groupOf('frame', 'src-renderer/App.svelte', 3),
    groupOf('first-view', 'src-renderer/views/workspace/WorkspaceView.svelte', 2),
    { name: 'shared', minShareCount: 2, priority: 1 },
  ],
}
