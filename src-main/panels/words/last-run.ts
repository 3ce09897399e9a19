/** When something last happened in a project, as people say it. */
import { formatClock, formatDay } from './format'

const dayMilliseconds = 86_400_000

/** "6 s ago", "12 min ago", "today 14:02", "yesterday 18:20", "24 Nov", "12 Mar 2025". */
export function ageWords(iso: string, now: Date): string {
  const time = new Date(iso)
  const seconds = Math.max(0, Math.floor((now.getTime() - time.getTime()) / 1_000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  const clock = formatClock(iso).slice(0, 5)
  if (time.toDateString() === now.toDateString()) return `today ${clock}`
  // The day before, however long that day was.
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  if (time.toDateString() === yesterday.toDateString()) return `yesterday ${clock}`
  const day = formatDay(time)
  const isRecent = now.getTime() - time.getTime() < 300 * dayMilliseconds || time.getFullYear() === now.getFullYear()
  return isRecent ? day : `${day} ${time.getFullYear()}`
}

/** What a list says of a project's last run. */
export function lastRunWords(
  { running, lastRunAt }: { readonly running: number; readonly lastRunAt: string | null },
  now: Date,
): string {
  if (running > 0) return running === 1 ? 'training now' : `${running.toLocaleString('en')} training now`
  return lastRunAt === null ? 'no run yet' : ageWords(lastRunAt, now)
}
