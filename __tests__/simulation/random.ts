/** A random stream that depends only on its seed and label. */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number
  /** An integer between two values, inclusive. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** Picks a key with a probability proportional to its weight. */
  weighted<Key extends string>(table: Readonly<Record<Key, number>>): Key
  shuffled<Item>(items: readonly Item[]): Item[]
}

export function createRandom(seed: number, label: string): Random {
  const next = sfc32(hash(`${seed}/${label}`))
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  const pick = <Item>(items: readonly Item[]): Item => items[int(0, items.length - 1)] as Item
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    weighted: (table) => weighted(table, next),
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: next() }))
        .sort((left, right) => left.key - right.key)
        .map(({ item }) => item)
  }
}

function weighted<Key extends string>(table: Readonly<Record<Key, number>>, next: () => number): Key {
  const entries = Object.entries(table) as [Key, number][]
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let rest = next() * total
  for (const [key, weight] of entries) {
    rest -= weight
    if (rest < 0) return key
  }
  return (entries.at(-1) as [Key, number])[0]
}

/** cyrb128 */
function hash(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [1779033703, 3144134277, 1013904242, 2773480762]
  const factors = [597399067, 2869860233, 951274213, 2716044179] as const
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    const [a, b, c, d] = state
    state[0] = b ^ Math.imul(a ^ code, factors[0])
    state[1] = c ^ Math.imul(b ^ code, factors[1])
    state[2] = d ^ Math.imul(c ^ code, factors[2])
    state[3] = a ^ Math.imul(d ^ code, factors[3])
  }
  return state
}

/** sfc32 */
function sfc32([a0, b0, c0, d0]: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = [a0 | 0, b0 | 0, c0 | 0, d0 | 0]
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 15; round += 1) next()
  return next
}
