import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { applyStoredTheme } from './state/theme.svelte'

applyStoredTheme()
const target = document.getElementById('app')
if (target) mount(App, { target })
