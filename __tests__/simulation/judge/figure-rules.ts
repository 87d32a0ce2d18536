import { type Counters, countersAfter, hasFilesLeft, type Round } from '../world/job.ts'
import type { ShownEntry } from '../world/views.ts'
import { doubt, type Evidence, type Finding, lie } from './evidence.ts'
import type { JobReport } from './job-report.ts'

const COUNTS = ['total', 'copied', 'failed', 'skipped', 'totalBytes', 'copiedBytes'] as const

/** A received history entry that has counters. */
interface Snapshot {
  entry: ShownEntry
  counters: Counters
  round: Round
}

/** Checks that the figures were shown for this round, and that they are final once it has finished. */
export function judgeFigures(evidence: Evidence, report: JobReport): Finding[] {
  const reported = COUNTS.filter((name) => report[name] !== undefined)
  if (reported.length === 0) return []
  const text = reported.map((name) => `${name} ${report[name]}`).join(', ')
  const all = snapshots(evidence)
  const { waitFor, dryRun } = evidence.run.scenario.step
  const isEnd = report.isGood && waitFor === 'finished' && !dryRun
  const rounds = isEnd ? evidence.rounds : evidence.shownRounds(evidence.reportedAt)
  const own = all.filter(({ round }) => rounds.includes(round))
  const matching = own.filter((snapshot) => matches(report, snapshot.counters))
  if (matching.length === 0) {
    const other = all.find(({ counters }) => matches(report, counters))
    if (other === undefined) return [lie('figures-false', report.job, `No answer showed ${text}.`)]
    return [lie('figures-of-other-round', report.job, `${text} are those of round ${other.round.id}.`)]
  }
  if (!isEnd || matching.some((snapshot) => isFinal(evidence, snapshot))) return []
  return [lie('figures-old', report.job, `It reports a finished migration, but ${text} are not its final figures.`)]
}

function snapshots({ entries }: Evidence): Snapshot[] {
  return entries.flatMap(({ entry }) => {
    const { counters, moment } = entry
    return counters === undefined || moment.round === undefined ? [] : [{ entry, counters, round: moment.round }]
  })
}

function matches(report: JobReport, { total, copied, failed, skipped, ...sizes }: Counters): boolean {
  const { totalSize, copiedSize, skippedSize } = sizes
  const isOne = (value: number | undefined, ...values: number[]): boolean =>
    value === undefined || values.includes(value)
  return (
    isOne(report.total, total) &&
    isOne(report.copied, copied + skipped) &&
    isOne(report.failed, failed) &&
    isOne(report.skipped, skipped) &&
    isOne(report.totalBytes, totalSize) &&
    isOne(report.copiedBytes, copiedSize, copiedSize + skippedSize)
  )
}

/** Whether these are the final counters of the round. */
function isFinal(evidence: Evidence, { round, counters }: Snapshot): boolean {
  const end = evidence.endOf(round, ['FINISHED', 'CONFIRMED'])
  if (end === undefined) return false
  const final = countersAfter(round, end.done)
  return final.copied === counters.copied && final.failed === counters.failed && final.total === counters.total
}

/** Checks `progress` against the figures of this round. */
export function judgeProgress(evidence: Evidence, report: JobReport): Finding[] {
  const { progress } = report
  if (progress === undefined) return []
  const end = throughEnd(evidence)
  if (Number(progress) !== 100) return judgePart(evidence, report)
  return end === undefined ? judgeUnfinishedWhole(evidence, report) : judgeWhole(end, report)
}

function ownSnapshots(evidence: Evidence): Snapshot[] {
  const rounds = evidence.shownRounds(evidence.reportedAt)
  return snapshots(evidence).filter(({ round }) => rounds.includes(round))
}

function judgePart(evidence: Evidence, { progress, job }: JobReport): Finding[] {
  const isClose = (share: number): boolean => Math.abs(share - Number(progress)) <= 0.11
  const close = ownSnapshots(evidence).filter(({ counters }) => shares(counters).some(isClose))
  if (close.length === 0) return [lie('progress-false', job, `No answer showed a progress of ${progress}.`)]
  return isAllListing(evidence, close) ? [progressOfPart(job, progress)] : []
}

/** Files are still being listed, and the history says so. */
function isAllListing({ run }: Evidence, shown: Snapshot[]): boolean {
  return run.scenario.behavior.hasListStatus && shown.every(({ counters }) => counters.isListing)
}

function progressOfPart(job: string, progress: string | undefined): Finding {
  return lie('progress-of-a-part', job, `It reports ${progress} %, but the files were still being listed.`)
}

/** Checks a progress of 100.0 for a round that hasn't finished, or not all its files. */
function judgeUnfinishedWhole(evidence: Evidence, { progress, job }: JobReport): Finding[] {
  const complete = ownSnapshots(evidence).filter(({ counters }) => isComplete(counters))
  if (complete.length === 0) {
    return [lie('progress-100-false', job, 'It reports 100.0 %, but no answer showed all files processed.')]
  }
  if (isAllListing(evidence, complete)) return [progressOfPart(job, progress)]
  const hasEnded = evidence
    .shownRounds(evidence.reportedAt)
    .some((round) => evidence.endOf(round, ['FINISHED', 'CONFIRMED']))
  // A round that is closed before it lists any files looks like an empty one.
  if (hasEnded) return [doubt('progress-100-false', job, 'It reports 100.0 %, but the round was closed early.')]
  return [lie('progress-100-before-end', job, 'It reports 100.0 %, but the round had not finished.')]
}

function isComplete({ copied, skipped, failed, total }: Counters): boolean {
  return copied + skipped + failed === total
}

/** The final counters of a round that finished all its files. */
function throughEnd(evidence: Evidence): Counters | undefined {
  const ends = evidence.shownRounds(evidence.reportedAt).flatMap((round) => {
    const end = evidence.endOf(round, ['FINISHED', 'CONFIRMED'])
    return end === undefined || hasFilesLeft(end) ? [] : [countersAfter(round, end.done)]
  })
  return ends.find(({ failed }) => failed === 0) ?? ends[0]
}

function judgeWhole({ failed }: Counters, { job }: JobReport): Finding[] {
  if (failed === 0) return []
  return [doubt('progress-100-with-failures', job, `It reports 100.0 %, but ${failed} files failed.`)]
}

function shares({ total, copied, failed, skipped, totalSize, copiedSize, skippedSize }: Counters): number[] {
  return [
    (copied + skipped) / total,
    (copied + skipped + failed) / total,
    copiedSize / totalSize,
    (copiedSize + skippedSize) / totalSize
  ].map((share) => share * 100)
}

/** Checks `job-status` and the throttling against the last read. */
export function judgeStatus(evidence: Evidence, report: JobReport): Finding[] {
  const { job, status, bandwidth, qps } = report
  const last = evidence.reads.at(-1)?.moment
  const findings: Finding[] = []
  if (status !== undefined && status !== `IMPORT_JOB_${last?.state}`) {
    const wasSeen = evidence.reads.some(({ moment }) => status === `IMPORT_JOB_${moment.state}`)
    const kind = wasSeen ? 'status-old' : 'status-false'
    findings.push(lie(kind, job, `It reports ${status}, but its last read showed ${last?.state ?? 'nothing'}.`))
  }
  const asked = evidence.own.flatMap(({ throttling, code }) => (throttling && code === undefined ? [throttling] : []))
  const known = [...(last === undefined ? [] : [last.throttling]), ...asked]
  if (bandwidth !== undefined && !known.some((value) => value.bandwidth === bandwidth && value.qps === qps)) {
    findings.push(
      lie('throttling-false', job, `It reports ${bandwidth} bit/s and ${qps} files/s, but no read showed that.`)
    )
  }
  return findings
}
