// Loaded before the action (node --require): reports the process's peak memory on stderr at exit, in MiB.
process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS / 1024)))
