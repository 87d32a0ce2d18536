import { type Behavior, type Durations, inEach, type JobOptions, type JobView, STILL } from 'mgw-emulator'

/** A run of an example: what comes before it, and what must come of it. */
export interface Run {
  /** What this run is about. */
  title: string
  /** The cron line that it was scheduled by. Started by hand, when absent. */
  schedule?: string
  /** The inputs of a run that was started by hand. */
  inputs?: Record<string, string>
  /** The hour by which all clocks go, as ISO 8601. The machine's, when absent. */
  at?: string
  /** The jobs that the service has, by `name` in cn-hangzhou, or by `region/name`. */
  jobs: Record<string, Omit<JobOptions, 'name'>>
  /** How fast the service's jobs live by themselves. Not at all, when absent. */
  durations?: Durations
  /** What the service does otherwise than usual. */
  behavior?: Partial<Behavior>
  expected: Expected
}

interface Expected {
  /** How each job of the workflow ended that ran, by its ID: one with a matrix as a whole. */
  results: Record<string, 'success' | 'failure'>
  /** How the service's jobs are afterwards: what of each is told. */
  jobs: Record<string, Partial<JobView>>
  /** How many changes were sent to the service. */
  changes: number
  /** What stands in the log, in an annotation or in a summary. */
  says?: string[]
  /** What stands in its warnings, one by one. None, when absent. */
  warnings?: string[]
  /** The error codes that steps gave out. None, when absent. */
  errorCodes?: string[]
  /** What was posted to the chat room, one by one. Nothing, when absent. */
  posted?: string[]
}

const running = { status: 'IMPORT_JOB_DOING' } as const
const paused = { status: 'IMPORT_JOB_SUSPEND' } as const
const launching = { status: 'IMPORT_JOB_LAUNCHING' } as const
const begin = { status: 'IMPORT_JOB_BEGIN' } as const
const finished = { status: 'IMPORT_JOB_FINISHED' } as const
const interrupted = { status: 'IMPORT_JOB_INTERRUPTED' } as const

/** A whole round takes some two seconds. */
const QUICK: Durations = { ...STILL, launching: 300, preparing: 300, doing: 1000, closing: 300 }

/** What must come of each example, by its file: `npm run examples` fails for one that is not here. */
export const RUNS: Record<string, Run[]> = {
  'after-configure-credentials.yml': [
    {
      title: 'pauses with the keys that the step before has left in the environment',
      jobs: { 'nightly-sync': running },
      expected: { results: { pause: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    }
  ],

  'by-hand.yml': [
    {
      title: 'is a dry run unless told otherwise',
      inputs: { operation: 'pause-job' },
      jobs: { 'nightly-sync': running },
      expected: { results: { act: 'success' }, jobs: { 'nightly-sync': running }, changes: 0 }
    },
    {
      title: 'pauses the job that is named',
      inputs: { operation: 'pause-job', 'job-name': 'photos', 'dry-run': 'false' },
      jobs: { 'nightly-sync': running, photos: running },
      expected: { results: { act: 'success' }, jobs: { 'nightly-sync': running, photos: paused }, changes: 1 }
    },
    {
      title: 'throttles',
      inputs: { operation: 'update-qos', 'max-bandwidth': '100Mbit/s', 'max-qps': '500', 'dry-run': 'false' },
      jobs: { 'nightly-sync': running },
      expected: {
        results: { act: 'success' },
        jobs: { 'nightly-sync': { ...running, maxBandWidth: '100000000', maxImportTaskQps: '500' } },
        changes: 1
      }
    },
    {
      title: 'an input that is missing fails before anything is sent',
      inputs: { operation: 'update-qos', 'dry-run': 'false' },
      jobs: { 'nightly-sync': running },
      expected: {
        results: { act: 'failure' },
        jobs: { 'nightly-sync': running },
        changes: 0,
        errorCodes: ['InvalidArgument']
      }
    }
  ],

  'fail-on-failed-files.yml': [
    {
      title: 'what comes after it runs when every file has been copied',
      jobs: { 'nightly-sync': { ...begin, plan: { totalCount: 1000 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'success', 'switch-over': 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 1,
        says: ['All 1000 files are there.']
      }
    },
    {
      title: 'nothing comes after it when files could not be copied, and the log says how many',
      jobs: { 'nightly-sync': { ...begin, plan: { totalCount: 1000, failedCount: 3 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'failure' },
        jobs: { 'nightly-sync': finished },
        changes: 1,
        says: ['3 of 1000 files could not be copied.'],
        errorCodes: ['FilesFailed']
      }
    }
  ],

  'keyless.yml': [
    {
      title: 'pauses with the token that GitHub gives to this run',
      jobs: { 'nightly-sync': running },
      expected: { results: { pause: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    }
  ],

  'many-jobs.yml': [
    {
      title: 'pauses those that run, and one failure hides no other',
      inputs: { operation: 'pause-job' },
      jobs: { photos: running, invoices: paused, 'backups-2023': running, 'backups-2025': running },
      expected: {
        results: { all: 'failure' },
        jobs: {
          photos: paused,
          invoices: paused,
          'backups-2023': running,
          'backups-2025': paused
        },
        changes: 2,
        says: ['1 of 4 failed: archive.', 'archive failed with NoSuchImportJob.'],
        errorCodes: ['NoSuchImportJob']
      }
    },
    {
      title: 'resumes those that are paused',
      inputs: { operation: 'resume-job' },
      jobs: { photos: paused, invoices: running, archive: paused },
      expected: {
        results: { all: 'success' },
        jobs: { photos: launching, invoices: running, archive: launching },
        changes: 2,
        warnings: ['In job-name, backups-* and !backups-2023 match no job.']
      }
    }
  ],

  'pause-by-day.yml': [
    {
      title: 'lets the job run by night',
      schedule: '7 8,20 * * 1-5',
      at: '2026-11-25T20:09:00+08:00',
      jobs: { 'nightly-sync': paused },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': launching }, changes: 1 }
    },
    {
      title: 'pauses it in office hours, although the run is two hours late, and says so',
      schedule: '7 8,20 * * 1-5',
      at: '2026-11-25T10:07:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: {
        results: { apply: 'success' },
        jobs: { 'nightly-sync': paused },
        changes: 1,
        says: ['In force since 08:00 (Wed), applied at 10:07, 2 h 7 min late.']
      }
    },
    {
      title: 'sends nothing when all is as it should be',
      schedule: '17 * * * *',
      at: '2026-11-25T11:20:00+08:00',
      jobs: { 'nightly-sync': paused },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 0 }
    },
    {
      title: 'works on a Saturday that is like a Monday',
      at: '2027-10-09T12:00:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    },
    {
      title: 'pauses it over a weekend for which a date says so',
      at: '2027-11-27T12:00:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    }
  ],

  'pause-if-running.yml': [
    {
      title: 'pauses a job that runs',
      jobs: { 'nightly-sync': running },
      expected: {
        results: { pause: 'success' },
        jobs: { 'nightly-sync': paused },
        changes: 1,
        says: ['The job was found in IMPORT_JOB_DOING. Paused by this run: true.']
      }
    },
    {
      title: 'leaves a job alone that has never been started',
      jobs: { 'nightly-sync': begin },
      expected: {
        results: { pause: 'success' },
        jobs: { 'nightly-sync': begin },
        changes: 0,
        says: ['The job was found in IMPORT_JOB_BEGIN. Paused by this run: false.']
      }
    }
  ],

  'several-regions.yml': [
    {
      title: 'pauses each job in its own region',
      jobs: {
        'cn-hangzhou/nightly-sync': running,
        'cn-beijing/nightly-sync': running,
        'ap-southeast-1/photos': paused
      },
      expected: {
        results: { pause: 'success' },
        jobs: {
          'cn-hangzhou/nightly-sync': paused,
          'cn-beijing/nightly-sync': paused,
          'ap-southeast-1/photos': paused
        },
        changes: 2
      }
    }
  ],

  'start-and-wait.yml': [
    {
      title: 'tells the chat room that the migration has finished',
      schedule: '23 22 * * *',
      jobs: { 'nightly-sync': begin },
      durations: QUICK,
      expected: {
        results: { migrate: 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 1,
        posted: [
          'nightly-sync has finished: 1000 of 1000 files. https://github.com/octo-org/migrations/actions/runs/1234567890'
        ]
      }
    },
    {
      title: 'tells the chat room that the migration was interrupted',
      jobs: { 'nightly-sync': { ...begin, plan: { endsAs: 'interrupted', endsAfterMs: 500 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'failure' },
        jobs: { 'nightly-sync': interrupted },
        changes: 1,
        errorCodes: ['JobInterrupted'],
        posted: [
          'nightly-sync failed with JobInterrupted; files that failed: 0. https://github.com/octo-org/migrations/actions/runs/1234567890'
        ]
      }
    }
  ],

  'status-page.yml': [
    {
      title: 'shows every job in one table, and changes nothing',
      schedule: '23 6 * * *',
      jobs: { photos: running, invoices: paused, 'backups-2025': finished },
      expected: {
        results: { status: 'success' },
        jobs: { photos: running, invoices: paused, 'backups-2025': finished },
        changes: 0,
        says: ['3 jobs, none failed.']
      }
    }
  ],

  'throttle-in-business-hours.yml': [
    {
      title: 'limits the job in office hours',
      schedule: '7 9,18 * * 1-5',
      at: '2026-11-25T09:08:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: {
        results: { apply: 'success' },
        jobs: { 'nightly-sync': { ...running, maxBandWidth: '50000000', maxImportTaskQps: '100' } },
        changes: 1
      }
    },
    {
      title: 'lets it go in the evening',
      schedule: '27 * * * *',
      at: '2026-11-25T21:30:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: {
        results: { apply: 'success' },
        jobs: { 'nightly-sync': { ...running, maxBandWidth: '1000000000', maxImportTaskQps: '1000' } },
        changes: 1
      }
    },
    {
      title: 'pauses it for that where the service refuses to throttle a running job',
      at: '2026-11-25T09:08:00+08:00',
      jobs: { 'nightly-sync': running },
      behavior: {
        rulings: {
          throttle: inEach('InvalidImportJobStatus', [
            'IMPORT_JOB_LAUNCHING',
            'IMPORT_JOB_PREPARING',
            'IMPORT_JOB_DOING'
          ])
        }
      },
      expected: {
        results: { apply: 'success' },
        jobs: { 'nightly-sync': { ...launching, maxBandWidth: '50000000', maxImportTaskQps: '100' } },
        changes: 4
      }
    }
  ]
}
