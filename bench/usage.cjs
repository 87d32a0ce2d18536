'use strict'
const { writeFileSync } = require('node:fs')

// Loaded before a measured program: tells at its end what it has used (CPU time in μs, memory at its peak in KiB).
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const usage = { cpu: userCPUTime + systemCPUTime, memory: maxRSS }
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage))
})
