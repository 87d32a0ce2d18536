import { isDeepStrictEqual } from 'node:util'
import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { ApplyTimetable, Change } from '../inputs/operation.ts'
import { changeJob, isRefusedInState } from '../job/change.ts'
import { countersOf, instantsOf, readHistory, roundsOf } from '../job/history.ts'
import type { JobSnapshot } from '../job/job-client.ts'
import { changedOf, combineChanged, errorOf, failure, type OperationResult, success, UNCHANGED } from '../job/result.ts'
import {
  describeRates,
  describeStatus,
  describeThrottling,
  importQosOf,
  isAlreadyApplied,
  isFinished,
  isRunning,
  NEW_ROUND,
  PARTICIPLES,
  STATUS_TO_SEND,
  warnAboutSchedule
} from '../job/states.ts'
import { shownCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { startDeadline } from '../runner/clock.ts'
import type { Logger } from '../runner/logger.ts'
import { joinParts, joinWithAnd, plural } from '../text.ts'
import { type ActiveEntry, activeEntryAt, hasSwitched } from '../timetable/active-entry.ts'
import {
  formatActiveEntry,
  formatInstant,
  formatNextChange,
  formatPastEntries,
  formatSince
} from '../timetable/format-timetable.ts'
import { instantOf } from '../timetable/zone.ts'
import { formatDuration } from '../units.ts'
import { readOnceFound } from '../wait/poll.ts'
import { checkStillStarted, checkThrottling } from '../wait/verdict.ts'
import { type JobContext, type WaitRequest, waitFor } from '../wait/wait.ts'
import { type Decision, decide, isCapped, isTooFast, missingRateIn, type Refusals } from './timetable-decision.ts'

/** How many times the action decides again if others keep changing the job. */
const MAX_TURNS = 5
/** How far the clocks of this machine and of the service can differ without a warning, in ms. */
const MAX_CLOCK_DIFFERENCE = 5 * 60_000
/** The time to pause a job that runs too fast after the workflow was cancelled, in seconds. */
const LAST_ATTEMPT = 5

/**
 * Brings a job into the state that its timetable requests now, one change at a time. Before each change, and at the end, the
 * active entry is determined again.
 */
export function applyTimetable(context: JobContext, inputs: Inputs<ApplyTimetable>): Promise<OperationResult> {
  return new TimetableRun(context, inputs).run()
}

/** A change that was sent. */
interface Sent {
  change: Change
  result: OperationResult
  /** The job before the change. */
  before: GetJobResp
}

class TimetableRun {
  readonly #context: JobContext
  readonly #inputs: Inputs<ApplyTimetable>
  readonly #logger: Logger
  #active: ActiveEntry
  #first: JobSnapshot | undefined
  /** The job as it was last read. */
  #seen: GetJobResp = {}
  /** Whether it was read after the last accepted change. */
  #isCurrent = true
  /** The last accepted changes, until a poll has shown their effect. */
  #unshownState: Sent | undefined
  #unshownThrottling: Sent | undefined
  /** The accepted throttling. A poll may still show the old one. */
  #throttling: Pick<GetJobResp, 'importQos'> = {}
  #lastThrottling: Sent | undefined
  #isThrottlingShown = false
  #refusals: Refusals = {}
  #changed: boolean | undefined = false
  /** Whether this run has started the job, or may have. */
  #isStarted = false
  /** The last change of the job's state that was accepted. */
  #lastChange: Sent | undefined
  #overtaken = 0
  readonly #accepted: { text: string; requestId: string | undefined }[] = []

  constructor(context: JobContext, inputs: Inputs<ApplyTimetable>) {
    this.#context = context
    this.#inputs = inputs
    this.#logger = context.job.policy.logger
    this.#active = this.#activeNow()
  }

  async run(): Promise<OperationResult> {
    try {
      const { job, limits } = this.#context
      this.#first = await job.get(limits)
      this.#observe(this.#first.job)
      // The service may have refused this machine's time.
      this.#active = this.#activeNow()
      const past = formatPastEntries(this.#active)
      if (past !== undefined) this.#logger.notice(past)
      this.#logEntry()
      this.#warnAboutJob(this.#first)
      for (;;) {
        const result = await this.#takeStep()
        if (result !== undefined) return result
      }
    } catch (error) {
      return this.#abandon(error)
    }
  }

  /** Decides and does one thing. Returns undefined if there is more to do. */
  async #takeStep(): Promise<OperationResult | undefined> {
    this.#noticeSwitch()
    const decision = decide(this.#active.entry, this.#job, this.#refusals)
    if (decision.name === 'send' && this.#inputs.dryRun)
      return this.#end(UNCHANGED, this.#describeDryRun(decision.change), true)
    const awaited = this.#awaitedBefore(decision)
    if (awaited !== undefined) return this.#waitUntilShown(awaited)
    if (decision.name === 'fail') return this.#abandon(decision.error)
    return decision.name === 'send' ? this.#send(decision.change) : this.#finish(decision)
  }

  /** The accepted change that must show first. */
  #awaitedBefore(decision: Decision): Sent | undefined {
    const unshown = this.#unshownState
    // A poll may still show the state before this run's start, and someone may have paused the job since.
    const isStart = decision.name === 'send' && decision.change.name === 'start-job'
    if (isStart && this.#lastChange?.change.name === 'start-job') return this.#lastChange
    // A start in doubt may never show. It is safe to pause the job at once.
    const isDoubtful = unshown !== undefined && errorOf(unshown.result) !== undefined
    if (decision.name === 'send' && decision.change.name === 'pause-job' && isDoubtful) return undefined
    if (decision.name !== 'nothing') return unshown
    if (this.#inputs.wait.until !== 'applied') return undefined
    return unshown ?? (isRunning(this.#seen.status) ? this.#unshownThrottling : undefined)
  }

  /** The job as it should be by now. */
  get #job(): GetJobResp {
    const { change } = this.#unshownState ?? {}
    const status =
      change === undefined || change.name === 'update-qos' ? this.#seen.status : STATUS_TO_SEND[change.name]
    return { ...this.#seen, ...(status !== undefined && { status }), ...this.#throttling }
  }

  #activeNow(): ActiveEntry {
    const { timetable, zone } = this.#inputs.operation
    return activeEntryAt(timetable, zone, this.#now)
  }

  get #now(): number {
    const { clock, clockSkew } = this.#context.job.policy
    return clockSkew.wallTime(clock)
  }

  #hasSwitched(): boolean {
    return hasSwitched(this.#active, this.#now)
  }

  #noticeSwitch(): void {
    const isSwitched = this.#hasSwitched()
    this.#active = this.#activeNow()
    if (!isSwitched) return
    // The next line may find the job in another state, or its start in doubt.
    this.#refusals = {}
    this.#logger.info('The timetable has moved on to another line.')
    this.#logEntry()
  }

  #logEntry(): void {
    for (const line of formatActiveEntry(this.#active)) this.#logger.info(line)
  }

  /** Each change has `timeout-seconds` of its own. */
  get #limits(): JobContext['limits'] {
    const { limits, job } = this.#context
    const deadline = startDeadline('timeout-seconds', this.#inputs.timeoutSeconds, job.policy.clock)
    return { ...limits, deadline }
  }

  async #read(): Promise<void> {
    const { job } = await readOnceFound({ ...this.#context, limits: this.#limits })
    this.#observe(job)
  }

  #observe(job: GetJobResp): void {
    this.#seen = job
    this.#isCurrent = true
    const { change, before } = this.#lastThrottling ?? {}
    const { maxBandWidth, maxImportTaskQps } = job.importQos ?? {}
    if (change === undefined || maxBandWidth === undefined || maxImportTaskQps === undefined) return
    if (isAlreadyApplied(change, job)) this.#isThrottlingShown = true
    // Neither the accepted throttling, which a poll has shown, nor the earlier one, which a stale poll can still show.
    else if (this.#isThrottlingShown && !isDeepStrictEqual(job.importQos, before?.importQos)) this.#throttling = {}
  }

  async #send(change: Change): Promise<OperationResult | undefined> {
    const before = this.#seen
    if (change.name === 'update-qos' && isCapped(this.#inputs.operation.timetable, before, change))
      this.#logger.warning(
        `The job is limited to ${describeThrottling(before.importQos)}, which no line of the timetable sets: the service may cap it. It is set to ${describeRates(change)} again.`
      )
    const isStillWanted = (): boolean => !this.#hasSwitched()
    const result = await changeJob(this.#context.job, { change, before, isStillWanted }, this.#limits)
    this.#record({ change, result, before })
    const error = errorOf(result)
    if (error === undefined) return undefined
    if (isCancellation(error)) return this.#abandon(error)
    if (this.#hasSwitched()) {
      if (this.#unshownState === undefined) await this.#read()
      return undefined
    }
    if (change.name !== 'update-qos' || !isRefusedInState(result)) return this.#abandon(error, change)
    if (result.job?.status !== before.status) return this.#overtake(error, result.job)
    this.#refusals = { ...this.#refusals, [isRunning(before.status) ? 'running' : 'waiting']: error }
    this.#logger.info("The service doesn't set the throttling in this state of the job.")
    return undefined
  }

  #record(sent: Sent): void {
    const { change, result } = sent
    const changed = changedOf(result)
    const error = errorOf(result)
    const isStart = change.name === 'start-job' && changed !== false
    this.#changed = combineChanged([this.#changed, changed])
    this.#isStarted ||= isStart
    if (result.job !== undefined) this.#observe(result.job)
    else if (changed !== false) this.#isCurrent = false
    if (changed === false || (error !== undefined && !isStart)) return
    this.#isCurrent = error === undefined && result.job !== undefined
    if (change.name === 'update-qos') {
      this.#throttling = { importQos: importQosOf(change) }
      this.#lastThrottling = sent
      this.#isThrottlingShown = this.#isCurrent
      this.#unshownThrottling = this.#isCurrent ? undefined : sent
    } else {
      this.#lastChange = sent
      this.#unshownState = this.#isCurrent ? undefined : sent
    }
    if (error === undefined) this.#announce(change, result)
  }

  #announce(change: Change, { requestId, note }: OperationResult): void {
    const values = change.name === 'update-qos' ? ` to ${describeRates(change)}` : ''
    const text = `${change.name}${values}${requestId === undefined ? '' : ` (request ID ${requestId})`}`
    this.#accepted.push({ text, requestId })
    this.#logger.info(note ?? `The service accepted ${text}.`)
  }

  /** The job has changed by itself, or someone else has changed it, so it is judged again. */
  async #overtake(error: unknown, seen: GetJobResp | undefined): Promise<OperationResult | undefined> {
    this.#overtaken += 1
    if (this.#overtaken >= MAX_TURNS) return this.#abandon(error)
    this.#logger.info('The job has changed by itself since the last poll, or someone else has changed it.')
    if (seen === undefined) await this.#read()
    return undefined
  }

  async #waitUntilShown(unshown: Sent): Promise<OperationResult | undefined> {
    const error = await this.#waitFor(unshown)
    const isOver = error instanceof ActionError && error.code === 'JobEnded'
    if (unshown.change.name === 'update-qos') {
      this.#unshownThrottling = undefined
      if (error !== undefined) this.#throttling = {}
    } else if (error === undefined || isOver) this.#unshownState = undefined
    if (error === undefined) return undefined
    return isOver ? this.#overtake(error, this.#seen) : this.#abandon(error)
  }

  /** Waits until an accepted change shows. Returns why it doesn't. */
  async #waitFor(sent: Sent, context = this.#context): Promise<unknown> {
    const { change, result, before } = sent
    const check = this.#checkFor(sent)
    const done = { ...result, job: undefined, before }
    const first = this.#first && { snapshot: { ...this.#first, job: before }, history: undefined }
    const wait = { ...this.#inputs.wait, until: 'applied' } as const
    const waited = await waitFor(context, { operation: change, wait, done, wasSent: true, before: first, check })
    if (waited.job !== undefined) this.#observe(waited.job)
    return errorOf(waited)
  }

  #checkFor({ change, before }: Sent): WaitRequest['check'] {
    if (change.name === 'update-qos') return (_, tracking, poll) => checkThrottling(before, change, tracking, poll)
    return this.#unshownState === undefined ? checkStillStarted : undefined
  }

  async #finish({ reason, isWarning }: Extract<Decision, { name: 'nothing' }>): Promise<OperationResult | undefined> {
    if (isWarning) this.#logger.warning(reason)
    const isOver = this.#active.entry.state.name === 'run' && isFinished(this.#job.status)
    const end = isOver ? await this.#describeEnd() : ''
    if (this.#hasSwitched()) return undefined
    const state = this.#isCurrent ? [reason, end] : []
    const hasChanged = this.#accepted.length > 0
    const isFirst = this.#first?.job.status === 'IMPORT_JOB_BEGIN' && this.#isStarted
    const parts = [
      this.#describeAccepted(),
      hasChanged && isFirst && "It is the job's first start.",
      ...state,
      hasChanged && formatSince(this.#active, this.#now),
      hasChanged && this.#describeUndone(),
      formatNextChange(this.#active)
    ]
    return this.#end(success(this.#changed), joinParts(parts))
  }

  /** Ends the run with a failure. A job that may run faster than requested is paused. */
  async #abandon(error: unknown, failed?: Change): Promise<OperationResult> {
    const { entry } = this.#active
    const isOurs = this.#isStarted || !isCancellation(error)
    const isFast = isTooFast(entry, this.#job) && isOurs
    let note = this.#describePaused()
    if (isFast && failed?.name === 'pause-job') note = `It may run faster than line ${entry.number} allows: pause it.`
    else if (isFast) note = await this.#pauseForSafety()
    const permission = this.#context.job.permissionNote(error)
    return this.#end(failure(error, this.#changed), joinParts([permission, note, this.#describeAccepted()]))
  }

  /** After a failure, if the job is paused. */
  #describePaused(): string {
    const isPaused = this.#job.status === 'IMPORT_JOB_SUSPEND' && this.#unshownState === undefined
    if (!isPaused || this.#accepted.length === 0) return ''
    return this.#lastChange?.change.name === 'pause-job'
      ? `The job was paused so that it doesn't run faster than line ${this.#active.entry.number} allows.`
      : 'The job is still paused.'
  }

  /** After a cancellation, there is one short attempt. Returns how it ended. */
  async #pauseForSafety(): Promise<string> {
    const { job, limits } = this.#context
    const { number } = this.#active.entry
    let context = { ...this.#context, limits: this.#limits }
    if (limits.signal.aborted) {
      const deadline = startDeadline('timeout-seconds', LAST_ATTEMPT, job.policy.clock)
      const own = { deadline, signal: new AbortController().signal }
      context = { ...context, job: job.withPolicy({ maxAttempts: 1 }), limits: own, startWait: () => deadline }
    }
    const before = this.#seen
    const change = { name: 'pause-job' } as const
    const result = await changeJob(context.job, { change, before }, context.limits)
    const sent = { change, result, before }
    this.#record(sent)
    const isShown = this.#isCurrent && errorOf(result) === undefined
    const error = errorOf(result) ?? (isShown ? undefined : await this.#waitFor(sent, context))
    if (error === undefined) return `The job was paused so that it doesn't run faster than line ${number} allows.`
    const code = error instanceof ActionError ? error.code : shownCode(error)
    return errorOf(result) === undefined
      ? `pause-job was accepted so that the job doesn't run faster than line ${number} allows, but the job isn't shown as paused yet (${code}): check it.`
      : `The job could not be paused (${code}), so it may run faster than line ${number} allows: pause it by hand.`
  }

  #end(outcome: OperationResult['outcome'], note: string, wouldChange = false): OperationResult {
    const id = this.#accepted.findLast(({ requestId }) => requestId !== undefined)?.requestId
    const { clockSkew, logger } = this.#context.job.policy
    if (clockSkew.offset !== undefined)
      logger.warning("The hour was taken from the service, because it refused this machine's time.")
    return {
      outcome,
      requestId: id ?? this.#first?.requestId,
      before: this.#first?.job,
      job: this.#isCurrent ? { ...this.#seen, ...this.#throttling } : this.#throttling,
      data: {},
      activeEntry: this.#activeNow(),
      ...(note !== '' && { note }),
      ...(this.#inputs.dryRun && { wouldChange })
    }
  }

  #warnAboutJob({ job, date }: JobSnapshot): void {
    warnAboutSchedule(job, this.#logger)
    const missing = missingRateIn(this.#inputs.operation.timetable, job)
    if (missing !== undefined && this.#active.entry.state.name === 'pause') this.#logger.warning(missing)
    const difference = date === undefined ? 0 : date - this.#now
    if (Math.abs(difference) <= MAX_CLOCK_DIFFERENCE) return
    this.#logger.warning(
      `The clock of this machine is ${formatDuration(Math.abs(difference))} ${difference > 0 ? 'behind' : 'ahead of'} the service's. The hour is taken from this machine: correct its clock (NTP).`
    )
  }

  /** Empty if no change was accepted. */
  #describeAccepted(): string {
    if (this.#accepted.length === 0) return ''
    const changes = joinWithAnd(this.#accepted.map(({ text }) => text))
    return `The service accepted ${changes} for ${this.#context.job.name}.`
  }

  /** A state that is newer than its line was probably set by hand. */
  #describeUndone(): string {
    const { zone, since } = this.#active
    const { status, modifyTime = '' } = this.#first?.job ?? {}
    const times = instantsOf(modifyTime)
    const isNewer = times.length > 0 && times.every((time) => time > instantOf(zone, since) + MAX_CLOCK_DIFFERENCE)
    const isPaused = isRunning(status) && this.#active.entry.state.name === 'pause'
    const isStarted = status === 'IMPORT_JOB_SUSPEND' && this.#isStarted
    if (!isNewer || !(isPaused || isStarted)) return ''
    return 'The job was changed after this line became active, so this run may have undone a manual change. To hold the timetable, set HOLD_MIGRATION (docs/timetable.md).'
  }

  #describeDryRun(change: Change): string {
    const isStart = change.name !== 'pause-job' && !isRunning(this.#seen.status)
    const verb = isStart ? 'started' : PARTICIPLES[change.name]
    const current = describeThrottling(this.#seen.importQos)
    const rates = change.name === 'update-qos' ? `, with ${describeRates(change)} instead of ${current}` : ''
    const state = describeStatus(this.#seen.status)
    return `Dry run: the job is ${state} and would be ${verb}${rates}. Nothing was changed. ${formatSince(this.#active, this.#now)} ${formatNextChange(this.#active)}`
  }

  /** When the last round ended, how many files failed, and how to start another one. */
  async #describeEnd(): Promise<string> {
    const { job, limits } = this.#context
    const { entries } = await readHistory(job.withPolicy({ maxAttempts: 1 }), this.#seen, limits)
    const round = roundsOf(entries).at(-1)
    const entry = round?.entries[0]
    const [end, ...others] = instantsOf(entry?.endTime || entry?.startTime || '')
    const failed = round && countersOf(round).failedCount
    const isKnown = end !== undefined && others.length === 0
    const when = isKnown ? ` ended ${formatInstant(this.#active.zone, end)}` : ' has ended'
    const files = failed === undefined ? '' : `. ${plural(Number(failed), 'file')} failed`
    const last = isFinished(entry?.status) && `Its last round${when}${files}.`
    return joinParts([last, `To migrate again, use start-job: ${NEW_ROUND}`])
  }
}
