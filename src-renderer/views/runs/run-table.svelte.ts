/** How the run table stands: its order and its columns, kept while the window lives. */
import { usualColumns, usualSort, type RunSort } from '@panels/runs/run-columns'

class RunTableState {
  sort = $state.raw<RunSort>(usualSort)
  columns = $state.raw<readonly string[]>(usualColumns)

  /** By another column, from its least value on; by the same one, the other way round. */
  sortBy(id: string): void {
    this.sort = { id, isDescending: this.sort.id === id && !this.sort.isDescending }
  }
  /** What is added stands at the end. */
  toggle(id: string): void {
    this.columns = this.columns.includes(id) ? this.columns.filter((one) => one !== id) : [...this.columns, id]
  }
  reset(): void {
    this.columns = usualColumns
    this.sort = usualSort
  }
}

export const runTable = new RunTableState()
