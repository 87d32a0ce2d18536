/** The candidate that `word` was most likely meant to be, if it is a part of only one, or at most two typing errors away. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 40) return undefined
  const lower = word.toLowerCase()
  const completed = candidates.filter(
    (candidate) => word.length >= 3 && candidate.toLowerCase().includes(lower)
  )
  if (completed.length === 1) return completed[0]
  const near = candidates
    .map((candidate) => ({ candidate, errors: distance(lower, candidate.toLowerCase()) }))
    .filter(({ errors }) => errors <= Math.min(2, word.length / 2))
    .sort((a, b) => a.errors - b.errors)
  return near[0]?.candidate
}

/**
 * Up to three candidates that begin, end or are as a whole like `word`, the likeliest first: with typing errors in at
 * most a third of it.
 */
export function likeliest(word: string, candidates: readonly string[]): string[] {
  if (word === '' || word.length > 63) return []
  const lower = word.toLowerCase()
  return candidates
    .map((candidate) => {
      const text = candidate.toLowerCase()
      const parts = [text, text.slice(0, word.length), text.slice(-word.length)]
      return { candidate, errors: Math.min(...parts.map((part) => distance(lower, part))) }
    })
    .filter(({ errors }) => errors <= Math.max(1, word.length / 3))
    .sort((a, b) => a.errors - b.errors)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** Levenshtein's distance: how many characters must be put in, taken out or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(min(replaced, min(row[j] ?? 0, next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

function min(a: number, b: number): number {
  return a < b ? a : b
}
