import type { Preset } from './preset.ts'

const repository = 'https://github.com/kubeflow/mpi-operator/blob/caa3c47fc42eb762635f78045ec0fcd1a89eb038'

export const mpi: Preset = {
  id: 'mpi',
  title: 'MPI: workers that a launcher reaches over SSH',
  group: 'training',
  types: ['headless'],
  sets: [
    {
      port: { name: 'ssh', port: 2222 },
      because: 'sshd of the images of the MPI Operator, which runs without root',
      source: `${repository}/build/base/Dockerfile#L3`,
    },
  ],
  options: [
    {
      name: 'launcher-as-worker',
      means: 'the launcher is a worker too',
      sets: [
        {
          field: 'publishNotReadyAddresses',
          value: true,
          because: 'the launcher waits for its own name otherwise, and is ready only when it has it',
          source: `${repository}/pkg/controller/mpi_job_controller.go#L1433`,
        },
      ],
    },
  ],
}
