/** Says what time it is, in milliseconds since 1970. */
export type Clock = () => number

/** `2026-01-16T05:59:25.000Z`. Whole seconds, as in every sample on the service's pages. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.000Z`
}

/** `2026-01-16 05:59:25`, the other form that the service's pages show; taken to be UTC, which they don't say. */
export function plainTime(ms: number): string {
  return isoTime(ms).slice(0, 19).replace('T', ' ')
}

/** `20260116T055925Z`, the form of `x-oss-date`. */
export function compactTime(ms: number): string {
  return `${isoTime(ms).slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** Reads `20260116T055925Z`; undefined for anything else, a 31st of February included. */
export function parseCompactTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isFinite(ms) && compactTime(ms) === text ? ms : undefined
}
