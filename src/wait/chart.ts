import type { Sample } from '../job/result.ts'

/** How many points a chart has at the most. */
const POINTS = 40

/**
 * How a migration went, as a chart in Markdown that GitHub renders (Mermaid). Empty when there is nothing to draw: an
 * axis must have a length.
 */
export function drawChart(samples: readonly Sample[]): string {
  const drawn = samples.filter((sample) => sample.percent !== undefined)
  const [first, last] = [drawn[0], drawn.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < 1000) return ''
  const points = Array.from({ length: POINTS }, (_, index) => {
    return percentAt(drawn, first.at + ((last.at - first.at) * index) / (POINTS - 1)).toFixed(1)
  })
  const [unit, length] = last.at - first.at < 120_000 ? ['seconds', 1000] : ['minutes', 60_000]
  const axis = [first, last].map(({ at }) => (at / Number(length)).toFixed(1))
  return [
    '```mermaid',
    '%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "#1f6feb"}}}}%%',
    'xychart-beta',
    '  title "Progress"',
    `  x-axis "${unit}" ${axis.join(' --> ')}`,
    '  y-axis "percent" 0 --> 100',
    `  line [${points.join(', ')}]`,
    '```'
  ].join('\n')
}

/** What the percentage was at a time, on a straight line between the samples around it. */
function percentAt(drawn: Sample[], at: number): number {
  const next = drawn.find((sample) => sample.at >= at) ?? drawn.at(-1)
  const before = drawn.findLast((sample) => sample.at <= at) ?? drawn[0]
  const [from, to] = [before?.percent ?? 0, next?.percent ?? 0]
  const span = (next?.at ?? at) - (before?.at ?? at)
  return span <= 0 ? from : from + ((to - from) * (at - (before?.at ?? at))) / span
}
