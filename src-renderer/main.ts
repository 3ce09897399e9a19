import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/window.css'
import './styles/controls.css'
import './styles/surfaces.css'
import './styles/tooltips.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { applyStoredTheme } from './state/theme.svelte'

applyStoredTheme()
const target = document.getElementById('app')
// A task of its own, behind that in which all of the window's modules are worked out: one of both would hold up the first key or click.
if (target) setTimeout(() => mount(App, { target }))
