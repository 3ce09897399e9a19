/** The icon of each kind of thing that a layer does. */
import AudioLines from '@lucide/svelte/icons/audio-lines'
import Blend from '@lucide/svelte/icons/blend'
import CircleDashed from '@lucide/svelte/icons/circle-dashed'
import Combine from '@lucide/svelte/icons/combine'
import Expand from '@lucide/svelte/icons/expand'
import GitMerge from '@lucide/svelte/icons/git-merge'
import Grid3x3 from '@lucide/svelte/icons/grid-3x3'
import Scaling from '@lucide/svelte/icons/scaling'
import Share2 from '@lucide/svelte/icons/share-2'
import Shrink from '@lucide/svelte/icons/shrink'
import TextAlignJustify from '@lucide/svelte/icons/text-align-justify'
import TrendingUp from '@lucide/svelte/icons/trending-up'
import type { LucideIcon } from '@lucide/svelte'
import type { LayerSign } from '@recipes/layer'

export const layerIcons: Readonly<Record<LayerSign, LucideIcon>> = {
  convolution: Grid3x3,
  depthwise: Blend,
  normalization: AudioLines,
  activation: TrendingUp,
  pooling: Shrink,
  upsampling: Expand,
  dropout: CircleDashed,
  dense: Share2,
  flatten: TextAlignJustify,
  reshape: Scaling,
  residual: GitMerge,
  joining: Combine,
}
