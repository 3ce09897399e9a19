/** What a list that is searched by typing offers, in sections. */
export type FindOption = { readonly id: string }

export type FindSection<Option extends FindOption> = {
  readonly title: string
  /** In what order, or of what. */
  readonly note?: string
  readonly options: readonly Option[]
}
