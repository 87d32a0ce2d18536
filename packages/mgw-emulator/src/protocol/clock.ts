/** Returns the current time in ms since 1970. */
export type Clock = () => number

/** `2026-01-16T05:59:25.000Z`. Whole seconds, as in every sample in the service's docs. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.000Z`
}

/** `2026-01-16 05:59:25`, the other format in the service's docs. They don't give the time zone; this assumes UTC. */
export function plainTime(ms: number): string {
  return isoTime(ms).slice(0, 19).replace('T', ' ')
}

/** `20260116T055925Z`, the format of `x-oss-date`. */
export function compactTime(ms: number): string {
  return `${isoTime(ms).slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** Parses `20260116T055925Z` to ms since 1970. Returns undefined for other formats and for dates that don't exist. */
export function parseCompactTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isFinite(ms) && compactTime(ms) === text ? ms : undefined
}
