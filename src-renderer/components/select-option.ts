/** One of a choice. Options of one group stand together, behind those of none. */
export type SelectOption = { readonly value: string; readonly label: string; readonly group?: string }
