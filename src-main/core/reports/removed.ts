/** Reports that were removed since the core began: saved again, they come back where they were and as they were. */
import type { Report } from '../../contract/report'

/** So many removed ones can be taken back with their frozen numbers; older ones follow their runs again. */
const mostKept = 20

type FrozenNumbers = { readonly frozenAt: string | null; readonly frozen: Uint8Array }

export function createRemovedReports() {
  const projects = new Map<string, string>()
  const numbers = new Map<string, FrozenNumbers>()

  return {
    /** @param project that it was in, where that is known. @param frozen null for one that followed its runs */
    keep(id: string, project: string | undefined, frozen: FrozenNumbers | null): void {
      if (project !== undefined) projects.set(id, project)
      numbers.delete(id)
      if (frozen !== null) numbers.set(id, frozen)
      for (const oldest of [...numbers.keys()].slice(0, -mostKept)) numbers.delete(oldest)
    },
    projectOf: (id: string): string | undefined => projects.get(id),
    /** The numbers of a report that was frozen at that moment; undefined where they are not kept. */
    numbersOf({ id, frozenAt }: Report): Uint8Array | undefined {
      const kept = numbers.get(id)
      return kept?.frozenAt === frozenAt ? kept.frozen : undefined
    },
  }
}
