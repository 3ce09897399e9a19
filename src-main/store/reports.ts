/** Reports as documents; frozen ones with the numbers of their moment beside, packed. */
import type { Report } from '../contract/report'
import { visibleReviver } from '../contract/text'
import type { Database } from './database'
import { parseStored, storedLine } from './stored-json'

/** A report as it is stored: whether this version understands its document is for the reader to say. */
export type StoredReport = Pick<Report, 'id' | 'title' | 'frozenAt' | 'savedAt'> & {
  /** The id of its project. */
  readonly project: string
  /** What else a report is: runs, blocks, style. */
  readonly document: unknown
}

type ReportRow = Omit<StoredReport, 'document'> & { document: string }
const columns = 'id, project, title, document, frozen_at AS frozenAt, saved_at AS savedAt'
const fromRow = ({ document, ...report }: ReportRow): StoredReport => ({
  ...report,
  title: storedLine(report.title),
  document: parseStored(document, visibleReviver),
})

/** Prepared statements over `reports`. */
export function createReportRepository(database: Database) {
  const all = database.prepare<[], ReportRow>(`SELECT ${columns} FROM reports ORDER BY saved_at DESC, id`)
  const one = database.prepare<[string], ReportRow>(`SELECT ${columns} FROM reports WHERE id = ?`)
  const packed = database.prepare<[string], { frozen: Buffer | null }>('SELECT frozen FROM reports WHERE id = ?')
  const upsert = database.prepare(`
    INSERT INTO reports (id, project, title, document, frozen, frozen_at, saved_at)
    VALUES (@id, @project, @title, @document, @frozen, @frozenAt, @savedAt)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, document = excluded.document, frozen = excluded.frozen,
      frozen_at = excluded.frozen_at, saved_at = excluded.saved_at`)
  const remove = database.prepare('DELETE FROM reports WHERE id = ?')
  return {
    /** Latest saved first. */
    list: (): StoredReport[] => all.all().map(fromRow),
    get(id: string): StoredReport | null {
      const row = one.get(id)
      return row === undefined ? null : fromRow(row)
    },
    /** What a frozen report keeps; null while it follows its runs. */
    frozen: (id: string): Uint8Array | null => packed.get(id)?.frozen ?? null,
    /** A report that is there already stays in its project. */
    save: (report: StoredReport, frozen: Uint8Array | null): void =>
      void upsert.run({ ...report, document: JSON.stringify(report.document), frozen }),
    remove: (id: string): void => void remove.run(id),
  }
}
