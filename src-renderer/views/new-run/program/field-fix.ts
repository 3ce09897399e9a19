/** What would put a field right, as a word that can be pressed. */
export type Fix = { readonly label: string; readonly onpress: () => void }
