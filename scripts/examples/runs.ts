import { type Behavior, type Durations, inEach, type JobOptions, type JobView, STILL } from 'mgw-emulator'

/** A run of an example, and its expected result. */
export interface Run {
  title: string
  /** The cron expression that triggered the run. Default: none, the run is a workflow_dispatch. */
  schedule?: string
  /** The inputs of a workflow_dispatch. */
  inputs?: Record<string, string>
  /** The start time on all clocks, in ISO 8601. Default: now. */
  at?: string
  /** The migration jobs by `name` (in cn-hangzhou) or `region/name`. */
  jobs: Record<string, Omit<JobOptions, 'name'>>
  /** Default: STILL. */
  durations?: Durations
  behavior?: Partial<Behavior>
  /** The workflow is cancelled once this is in the log. */
  cancelAt?: string
  expected: Expected
}

interface Expected {
  /** The result of each workflow job that ran, by job ID. A matrix job has one result. */
  results: Record<string, 'success' | 'failure'>
  /** The expected fields of the migration jobs after the run. */
  jobs: Record<string, Partial<JobView>>
  /** The number of update requests. */
  changes: number
  /** Texts in the log, an annotation or a summary. */
  logContains?: string[]
  /** A part of each warning, in order. Default: none. */
  warnings?: string[]
  /** The error-code outputs of the steps. Default: none. */
  errorCodes?: string[]
  /** The messages posted to the webhook, in order: the text for Slack, otherwise the JSON. Default: none. */
  posted?: string[]
}

const running = { status: 'IMPORT_JOB_DOING' } as const
const paused = { status: 'IMPORT_JOB_SUSPEND' } as const
const launching = { status: 'IMPORT_JOB_LAUNCHING' } as const
const begin = { status: 'IMPORT_JOB_BEGIN' } as const
const finished = { status: 'IMPORT_JOB_FINISHED' } as const
const interrupted = { status: 'IMPORT_JOB_INTERRUPTED' } as const

/** A round takes about 2 s. */
const QUICK: Durations = { ...STILL, launching: 300, preparing: 300, doing: 1000, closing: 300 }

const RUN_URL = 'https://github.com/octo-org/migrations/actions/runs/1234567890'

/** A message in the formats of Slack, DingTalk and Feishu. */
function toEachChat(text: string): string[] {
  return [
    text,
    JSON.stringify({ msgtype: 'text', text: { content: text } }),
    JSON.stringify({ msg_type: 'text', content: { text } })
  ]
}

/** The runs of each example, by file name. `npm run examples` requires an entry for every example. */
export const RUNS: Record<string, Run[]> = {
  'after-configure-credentials.yml': [
    {
      title: 'pauses with the credentials that the previous step set in the environment',
      jobs: { 'nightly-sync': running },
      expected: { results: { pause: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    }
  ],

  'by-hand.yml': [
    {
      title: 'is a dry run by default',
      inputs: { operation: 'pause-job' },
      jobs: { 'nightly-sync': running },
      expected: { results: { act: 'success' }, jobs: { 'nightly-sync': running }, changes: 0 }
    },
    {
      title: 'pauses the job in the input',
      inputs: { operation: 'pause-job', 'job-name': 'photos', 'dry-run': 'false' },
      jobs: { 'nightly-sync': running, photos: running },
      expected: { results: { act: 'success' }, jobs: { 'nightly-sync': running, photos: paused }, changes: 1 }
    },
    {
      title: 'throttles the job',
      inputs: { operation: 'update-qos', 'max-bandwidth': '100Mbit/s', 'max-qps': '500', 'dry-run': 'false' },
      jobs: { 'nightly-sync': running },
      expected: {
        results: { act: 'success' },
        jobs: { 'nightly-sync': { ...running, maxBandWidth: '100000000', maxImportTaskQps: '500' } },
        changes: 1
      }
    },
    {
      title: 'fails without a request if an input is missing',
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
      title: 'runs the next job when every file was copied',
      jobs: { 'nightly-sync': { ...begin, plan: { totalCount: 1000 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'success', 'switch-over': 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 1,
        logContains: ['All 1000 files are there.']
      }
    },
    {
      title: 'skips the next job when files could not be copied, and logs how many',
      jobs: { 'nightly-sync': { ...begin, plan: { totalCount: 1000, failedCount: 3 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'failure' },
        jobs: { 'nightly-sync': finished },
        changes: 1,
        logContains: ['3 of 1000 files could not be copied.'],
        errorCodes: ['FilesFailed']
      }
    }
  ],

  'keyless.yml': [
    {
      title: 'pauses with a GitHub OIDC token',
      jobs: { 'nightly-sync': running },
      expected: { results: { pause: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    }
  ],

  'many-jobs.yml': [
    {
      title: 'pauses the running jobs, and one failure does not stop the others',
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
        logContains: ['1 of 4 jobs failed: archive.', 'archive failed with NoSuchImportJob.'],
        errorCodes: ['NoSuchImportJob']
      }
    },
    {
      title: 'resumes the paused jobs',
      inputs: { operation: 'resume-job' },
      jobs: { photos: paused, invoices: running, archive: paused },
      expected: {
        results: { all: 'success' },
        jobs: { photos: launching, invoices: running, archive: launching },
        changes: 2,
        warnings: ['In job-name, backups-* and !backups-2023 match no job.']
      }
    },
    {
      title: 'leaves jobs alone that have finished',
      inputs: { operation: 'pause-job' },
      jobs: { photos: running, invoices: finished, archive: begin, 'backups-2025': interrupted },
      expected: {
        results: { all: 'success' },
        jobs: { photos: paused, invoices: finished, archive: begin, 'backups-2025': interrupted },
        changes: 1,
        logContains: [
          'pause-job changed 1 of 4 jobs. 1 already finished, 1 never started, 1 interrupted.',
          'All 4 jobs are as requested.'
        ],
        warnings: ['In job-name, !backups-2023 matches no job.']
      }
    },
    {
      title: 'says that the step ended before it knew its jobs',
      inputs: { operation: 'pause-job' },
      jobs: { photos: running, invoices: running },
      behavior: { listPages: 'repeated', listPageSize: 1 },
      expected: {
        results: { all: 'failure' },
        jobs: { photos: running, invoices: running },
        changes: 0,
        logContains: ['The step ended before it knew its jobs: InvalidResponse.'],
        errorCodes: ['InvalidResponse']
      }
    }
  ],

  'notify.yml': [
    {
      title: 'posts to Slack, DingTalk and Feishu when the migration has finished',
      jobs: { 'nightly-sync': { ...running, plan: { totalCount: 1000, copyMs: 1000 } } },
      durations: QUICK,
      expected: {
        results: { wait: 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 0,
        posted: toEachChat(`nightly-sync finished: 1000 of 1000 files. ${RUN_URL}`)
      }
    },
    {
      title: 'posts that the migration was interrupted',
      jobs: { 'nightly-sync': interrupted },
      expected: {
        results: { wait: 'failure' },
        jobs: { 'nightly-sync': interrupted },
        changes: 0,
        errorCodes: ['JobInterrupted'],
        posted: toEachChat(`nightly-sync failed: JobInterrupted. ${RUN_URL}`)
      }
    },
    {
      title: 'posts how many files failed',
      jobs: { 'nightly-sync': { ...running, plan: { totalCount: 1000, failedCount: 3, copyMs: 1000 } } },
      durations: QUICK,
      expected: {
        results: { wait: 'failure' },
        jobs: { 'nightly-sync': finished },
        changes: 0,
        errorCodes: ['FilesFailed'],
        posted: toEachChat(`nightly-sync finished, but 3 files failed. ${RUN_URL}`)
      }
    }
  ],

  'external-scheduler.yml': [
    {
      title: 'pauses the job in the morning',
      at: '2026-11-25T08:00:05+08:00',
      jobs: { 'nightly-sync': running },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    }
  ],

  'pause-by-day.yml': [
    {
      title: 'runs the job at night',
      schedule: '7 8,20 * * 1-5',
      at: '2026-11-25T20:09:00+08:00',
      jobs: { 'nightly-sync': paused },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': launching }, changes: 1 }
    },
    {
      title: 'pauses the job during office hours, even if the run is two hours late, and reports that',
      schedule: '7 8,20 * * 1-5',
      at: '2026-11-25T10:07:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: {
        results: { apply: 'success' },
        jobs: { 'nightly-sync': paused },
        changes: 1,
        logContains: ['active since 2026-11-25 08:00 (Wed), for 2 h 7 min']
      }
    },
    {
      title: 'changes nothing if the job is already in the right state',
      schedule: '17 * * * *',
      at: '2026-11-25T11:20:00+08:00',
      jobs: { 'nightly-sync': paused },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 0 }
    },
    {
      title: 'treats a Saturday like a Monday if the timetable says so',
      at: '2027-10-09T12:00:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    },
    {
      title: 'pauses the job on a weekend that the timetable lists by date',
      at: '2027-11-27T12:00:00+08:00',
      jobs: { 'nightly-sync': running },
      expected: { results: { apply: 'success' }, jobs: { 'nightly-sync': paused }, changes: 1 }
    },
    {
      title: 'posts that a change failed',
      at: '2026-11-25T20:09:00+08:00',
      jobs: { 'nightly-sync': interrupted },
      expected: {
        results: { apply: 'failure' },
        jobs: { 'nightly-sync': interrupted },
        changes: 0,
        errorCodes: ['JobInterrupted'],
        posted: [`The timetable of nightly-sync failed with JobInterrupted. ${RUN_URL}`]
      }
    }
  ],

  'pause-if-running.yml': [
    {
      title: 'pauses a running job',
      jobs: { 'nightly-sync': running },
      expected: {
        results: { pause: 'success' },
        jobs: { 'nightly-sync': paused },
        changes: 1,
        logContains: ['This run paused the job.']
      }
    },
    {
      title: 'does not change a job that was never started',
      jobs: { 'nightly-sync': begin },
      expected: {
        results: { pause: 'success' },
        jobs: { 'nightly-sync': begin },
        changes: 0,
        logContains: ['There was nothing to pause: the job is at IMPORT_JOB_BEGIN.']
      }
    }
  ],

  'pause-on-cancel.yml': [
    {
      title: 'pauses nothing if the workflow is not cancelled',
      jobs: { 'nightly-sync': begin },
      durations: QUICK,
      expected: { results: { migrate: 'success' }, jobs: { 'nightly-sync': finished }, changes: 1 }
    },
    {
      title: 'pauses the job if the workflow is cancelled',
      jobs: { 'nightly-sync': begin },
      cancelAt: 'Waiting for the migration to finish',
      // act kills the step that waits, so it has no outputs.
      expected: { results: { migrate: 'failure' }, jobs: { 'nightly-sync': paused }, changes: 2 }
    }
  ],

  'retry-failed-files.yml': [
    {
      title: 'retries the failed files, and then everything was copied',
      jobs: { 'nightly-sync': { ...begin, plan: { totalCount: 1000, failedCount: 3 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'success', morning: 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 2,
        logContains: ['All files were copied, some of them in a retry.'],
        errorCodes: ['FilesFailed'],
        warnings: ['1 of 1 failed (nightly-sync: 3 files).'],
        posted: ['Failed migrations: nightly-sync']
      }
    },
    {
      title: 'has a report made of the files that fail again',
      jobs: {
        'nightly-sync': {
          ...begin,
          plan: { totalCount: 1000, failedCount: 3 },
          retryPlan: { totalCount: 3, failedCount: 1 }
        }
      },
      durations: QUICK,
      expected: {
        results: { migrate: 'failure', morning: 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 2,
        logContains: ['List of the failed files: oss://destination-bucket/'],
        errorCodes: ['FilesFailed', 'FilesFailed'],
        warnings: ['1 of 1 failed (nightly-sync: 3 files).'],
        posted: ['Failed migrations: nightly-sync']
      }
    },
    {
      title: 'posts nothing when every file was copied',
      jobs: { 'nightly-sync': { ...begin, plan: { totalCount: 1000 } } },
      durations: QUICK,
      expected: {
        results: { migrate: 'success', morning: 'success' },
        jobs: { 'nightly-sync': finished },
        changes: 1,
        logContains: ['All files were copied.']
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
      title: 'posts that the migration has finished',
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
      title: 'posts that the migration was interrupted',
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
      title: 'lists every job in one table, and changes nothing',
      schedule: '23 6 * * *',
      jobs: { photos: running, invoices: paused, 'backups-2025': finished },
      expected: {
        results: { status: 'success' },
        jobs: { photos: running, invoices: paused, 'backups-2025': finished },
        changes: 0,
        logContains: ['0 of 3 failed, 1 running, 1 paused, 1 succeeded.']
      }
    }
  ],

  'throttle-in-business-hours.yml': [
    {
      title: 'throttles the job during office hours',
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
      title: 'raises the limit in the evening',
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
      title: 'pauses the job to throttle it if the service rejects throttling a running job',
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
