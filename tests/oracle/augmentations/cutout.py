values = [1, 4, 5]


def fits(shape, value):
    return value <= min(shape[:2])


def change(image, side, draws):
    height, width, _ = image.shape
    row, column = int(next(draws) * height), int(next(draws) * width)
    top, left = row - side // 2, column - side // 2
    changed = image.copy()
    changed[max(0, top) : max(0, top + side), max(0, left) : max(0, left + side)] = 0
    return changed
