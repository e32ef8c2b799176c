// loaded with --import into a measured process: leaves what it used (KiB, seconds) in the file that SVC_BENCH_USAGE names
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const file = process.env.SVC_BENCH_USAGE
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  if (file)
    writeFileSync(file, JSON.stringify({ peakKiB: maxRSS, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }))
})
