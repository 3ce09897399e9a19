/** The tag of a test between others for both windows that tries the page alone: the page of the web host is enough for it. */
export const samePage = '@same-page'
