import torch
import torch.nn.functional as F

settings = [{}]
of_images = True


class Ssim(torch.nn.Module):
    """torch has none. definitions.md's val_ssim as convolutions with the Gaussian window, where it fits."""

    def forward(self, output, target):
        radius = 5
        bell = torch.exp(-0.5 * (torch.arange(-radius, radius + 1, dtype=torch.float64) / 1.5) ** 2)
        bell = bell / bell.sum()
        window = torch.outer(bell, bell).to(output.dtype)[None, None]
        x, y = output.reshape(-1, 1, 28, 28), target.reshape(-1, 1, 28, 28)
        mean = lambda image: F.conv2d(image, window)
        mx, my = mean(x), mean(y)
        vx, vy, vxy = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
        c1, c2 = 0.01**2, 0.03**2
        return 1 - ((2 * mx * my + c1) * (2 * vxy + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))).mean()


def make():
    return Ssim()
