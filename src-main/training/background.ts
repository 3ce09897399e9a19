/** Work beside the training: one piece at a time, whose failure is the training's as soon as it looks. */
export type Background = {
  /** Begins a piece of work once the one before has ended. @throws what the one before failed with. */
  begin(work: () => Promise<void>): Promise<void>
  /** @throws what the work failed with, if it has; to be called often. */
  check(): void
  /** Waits for what is under way. @throws what it failed with. */
  finish(): Promise<void>
}

export function createBackground(): Background {
  let underWay: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | null = null
  const check = () => {
    if (failure) throw failure.error
  }
  const finish = async () => {
    await underWay
    check()
  }
  return {
    async begin(work) {
      await finish()
      underWay = work().catch((error: unknown) => {
        failure = { error }
      })
    },
    check,
    finish,
  }
}
