import type { Run } from '../run.ts'

/** The report for one job. Values that weren't reported are undefined. */
export interface JobReport {
  job: string
  isGood: boolean
  errorCode: string
  requestId: string
  /** Undefined if the report says that it isn't known. */
  changed: boolean | undefined
  status: string | undefined
  total: number | undefined
  copied: number | undefined
  failed: number | undefined
  skipped: number | undefined
  totalBytes: number | undefined
  copiedBytes: number | undefined
  progress: string | undefined
  bandwidth: number | undefined
  qps: number | undefined
}

/** Parses the output file. Returns undefined if a runner couldn't parse it. */
export function readOutputs(text: string): Map<string, string> | undefined {
  const outputs = new Map<string, string>()
  const lines = text.split('\n')
  while (lines.length > 1) {
    const [, name, delimiter] = /^([\w-]+)<<(.+)$/.exec(lines.shift() ?? '') ?? []
    if (name === undefined) return undefined
    const end = lines.indexOf(delimiter ?? '')
    if (end < 0) return undefined
    outputs.set(name, lines.splice(0, end).join('\n'))
    lines.shift()
  }
  return outputs
}

/** The report for each job. */
export function jobReports({ scenario }: Run, outputs: Map<string, string>): JobReport[] {
  const { step, targets } = scenario
  if (step.names === 'one') return [singleReport(targets[0] ?? '', outputs)]
  const results = readResults(outputs.get('results') ?? '')
  return results.map((result) => listedReport(result))
}

export function readResults(text: string): Record<string, unknown>[] {
  try {
    const results: unknown = JSON.parse(text || '[]')
    return Array.isArray(results) ? results : []
  } catch {
    return []
  }
}

function singleReport(job: string, outputs: Map<string, string>): JobReport {
  const text = (name: string): string => outputs.get(name) ?? ''
  const number = (name: string): number | undefined => (text(name) === '' ? undefined : Number(text(name)))
  const changed = text('changed')
  return {
    job,
    isGood: text('code') === 'success',
    errorCode: text('error-code'),
    requestId: text('request-id'),
    changed: changed === '' ? undefined : changed === 'true',
    status: text('job-status') || undefined,
    total: number('total-count'),
    copied: number('copied-count'),
    failed: number('failed-count'),
    skipped: number('skipped-count'),
    totalBytes: number('total-bytes'),
    copiedBytes: number('copied-bytes'),
    progress: text('progress') || undefined,
    bandwidth: number('max-bandwidth'),
    qps: number('max-qps')
  }
}

function listedReport(result: Record<string, unknown>): JobReport {
  const text = (name: string): string => (typeof result[name] === 'string' ? (result[name] as string) : '')
  const number = (name: string): number | undefined => {
    const value = result[name]
    return value === undefined || value === null || value === '' ? undefined : Number(value)
  }
  return {
    job: text('job'),
    isGood: result.code === 'success',
    errorCode: text('errorCode'),
    requestId: text('requestId'),
    changed: typeof result.changed === 'boolean' ? result.changed : undefined,
    status: text('status') || undefined,
    total: number('totalCount'),
    copied: number('copiedCount'),
    failed: number('failedCount'),
    skipped: number('skippedCount'),
    totalBytes: number('totalBytes'),
    copiedBytes: number('copiedBytes'),
    progress: result.progress === undefined ? undefined : String(result.progress) || undefined,
    bandwidth: undefined,
    qps: undefined
  }
}
