import { loadWasm } from './backends'
import { describeFidelity } from './fidelity'

describeFidelity(await loadWasm(), 'narrow')
