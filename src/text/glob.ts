/** Whether a text has a `*` or a `?` in it. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text)
}

/**
 * Whether a whole name matches a pattern: `*` stands for any characters, or none, and `?` for one. Case counts. Takes at
 * most as many steps as the product of their lengths, where a regular expression could take forever.
 */
export function matches(pattern: string, name: string): boolean {
  let [p, n] = [0, 0]
  let [star, resume] = [-1, 0]
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = n
    } else if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++
      n++
    } else if (star >= 0) {
      // The last star takes in one more character.
      p = star + 1
      n = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
