/** What comes in one turn of the event loop goes on as one. */

/**
 * Gathers what it is given until the turn ends. Events come by the thousand, where a thousand runs are changed at once: a message for each would hold up the
 * window for seconds.
 * @param send gets all of a turn, in the order in which they came
 */
export function inBatches<Value>(send: (values: readonly Value[]) => void): (value: Value) => void {
  let gathered: Value[] = []
  return (value) => {
    gathered.push(value)
    if (gathered.length > 1) return
    setImmediate(() => {
      const values = gathered
      gathered = []
      send(values)
    })
  }
}
