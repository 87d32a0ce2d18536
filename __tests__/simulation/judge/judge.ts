import type { Run } from '../run.ts'
import { judgeChanged, judgeRequestId, judgeRestraint, judgeStarts } from './change-rules.ts'
import { judgeRun } from './contract-rules.ts'
import { Evidence, type Finding } from './evidence.ts'
import { judgeFailure } from './failure-rules.ts'
import { judgeFigures, judgeProgress, judgeStatus } from './figure-rules.ts'
import { type JobReport, jobReports, readOutputs } from './job-report.ts'
import { judgeLog } from './log-rules.ts'
import { judgeSuccess } from './success-rules.ts'
import { judgeHour, judgeTimetable } from './timetable-rules.ts'

const JOB_RULES = [
  judgeChanged,
  judgeStarts,
  judgeRestraint,
  judgeRequestId,
  judgeSuccess,
  judgeFailure,
  judgeFigures,
  judgeProgress,
  judgeStatus,
  judgeTimetable,
  judgeLog
] as const

export interface Verdict {
  findings: Finding[]
  reports: JobReport[]
}

/** Compares a run's report with the truth. */
export function judge(run: Run): Verdict {
  const outputs = readOutputs(run.outputs)
  const findings = judgeRun(run, outputs)
  const wasKilled = run.ending.how === 'killed' || run.ending.how === 'crashed'
  if (outputs === undefined || wasKilled) return { findings, reports: [] }
  findings.push(...judgeHour(run, outputs))
  const reports = jobReports(run, outputs)
  for (const report of reports) {
    const evidence = new Evidence(run, report.job)
    for (const rule of JOB_RULES) findings.push(...rule(evidence, report))
  }
  return { findings, reports }
}
