import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/window.css'
import './styles/controls.css'
import './styles/surfaces.css'
import './styles/tooltips.css'

// In tasks of their own: making the schemas of runs, working out the window's other modules, and mounting it. One of all three would hold up the first
// key or click. Views come with `views/views`.
await import('@contract/config')
const [{ mount }, { default: App }, { applyStoredTheme }] = await Promise.all([
  import('svelte'),
  import('./App.svelte'),
  import('./state/theme.svelte'),
])
applyStoredTheme()
const target = document.getElementById('app')
if (target) setTimeout(() => mount(App, { target }))
