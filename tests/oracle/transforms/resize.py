import torch
import torch.nn.functional as F

values = [1, 4, 7, 15]


def fits(shape, value):
    return True


def transform(image, side):
    """torchvision's v2.Resize calls interpolate with antialias, which is called here directly."""
    planes = torch.from_numpy(image).permute(2, 0, 1)[None]
    resized = F.interpolate(planes, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
    return resized[0].permute(1, 2, 0).numpy()
