/** Times of a report in words, in the time zone of who reads it. */

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** @param moment ISO 8601. @returns "14:18" */
export const clockTime = (moment: string): string => clock.format(new Date(moment))

/** @param moment ISO 8601. @returns the day and "14:18" */
export const momentOf = (moment: string): string => `${day.format(new Date(moment))}, ${clockTime(moment)}`
