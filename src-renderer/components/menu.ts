/** How an item closes the menu that it is in. */
export const menuKey = Symbol('menu')
