"""Plateau's own random numbers (src-main/maths/random.ts), for what a fixture has to draw alike: dropout's masks."""
mask32 = 0xFFFFFFFF


def mixed(value):
    value = ((value ^ (value >> 16)) * 0x21F0AAAD) & mask32
    value = ((value ^ (value >> 15)) * 0x735A2D97) & mask32
    return value ^ (value >> 15)


def uniforms(seed, stream, count):
    """sfc32, its state filled from seed and stream by splitmix32."""
    state = seed & mask32
    for letter in stream:
        state = ((state ^ ord(letter)) * 0x9E3779B1) & mask32
    start = []
    for _ in range(3):
        state = (state + 0x9E3779B9) & mask32
        start.append(mixed(state))
    a, b, c = start
    counter = 1
    found = []
    for index in range(count + 12):
        result = (a + b + counter) & mask32
        counter = (counter + 1) & mask32
        a = b ^ (b >> 9)
        b = (c + ((c << 3) & mask32)) & mask32
        c = ((c << 21) & mask32) | (c >> 11)
        c = (c + result) & mask32
        if index >= 12:
            found.append(result / 2**32)
    return found
