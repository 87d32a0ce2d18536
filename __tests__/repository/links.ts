/**
 * Finds the broken relative links and anchors in a Markdown page.
 *
 * @param find returns the text of a file by its path relative to the page, or undefined if there is no such file
 */
export function brokenLinks(page: string, find: (path: string) => string | undefined): string[] {
  const text = withoutCode(page)
  const definitions = new Map(
    [...text.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = '', target = '']) => [name, target])
  )
  return [...text.matchAll(/\[[^\]]*\](?:\(<?([^)\s>]+)>?\)|\[([^\]]+)\])/g)].flatMap(
    ([link, target = '', name = '']) => {
      if (name !== '' && !definitions.has(name)) return [link]
      const to = definitions.get(name) ?? target
      return resolves(to, page, find) ? [] : [to]
    }
  )
}

function resolves(to: string, page: string, find: (path: string) => string | undefined): boolean {
  if (/^[a-z]+:/.test(to)) return true
  const [path = '', anchor = ''] = to.split('#')
  const text = path === '' ? page : find(path)
  if (text === undefined) return false
  return anchor === '' || headingAnchors(text).includes(decodeURIComponent(anchor))
}

/** Computes the anchors that GitHub gives to the headings of a page. */
export function headingAnchors(page: string): string[] {
  const seen = new Map<string, number>()
  return [...withoutFences(page).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
}

function withoutCode(page: string): string {
  return withoutFences(page).replace(/(`+)[^`].*?\1/g, '')
}

function withoutFences(page: string): string {
  return page.replace(/^```.*?^```/gms, '').replace(/^ {4}.*$/gm, '')
}
