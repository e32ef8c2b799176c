import type { Preset } from './preset.ts'

const repository = 'https://github.com/pytorch/pytorch/blob'
const run = `${repository}/f34fa1515024423a239ce26f33a8b65ea9252502/torch/distributed/run.py`
const quickstart = `${repository}/50d93eb12c74bc4888529719f6f3aa4e9bac4e9b/docs/source/elastic/quickstart.rst`
const trainer =
  'https://github.com/kubeflow/trainer/blob/8c0f5059bd51ec3ba6d6a6a7b2e1471de7bc13b3/manifests/base/runtimes/deepspeed_distributed.yaml#L32'

export const torchrun: Preset = {
  id: 'torchrun',
  title: 'PyTorch: ranks of a torchrun job that look for each other',
  group: 'training',
  types: ['headless'],
  sets: [
    {
      port: { name: 'master', port: 29500 },
      because: 'torchrun meets at port 29500 of rank 0; the further ports of NCCL and Gloo need no entry',
      source: run,
    },
    {
      field: 'publishNotReadyAddresses',
      value: true,
      because: 'ranks meet before any of them is ready; Kubeflow Trainer does the same',
      source: trainer,
    },
  ],
  options: [
    {
      name: 'c10d',
      means: 'the port of elastic rendezvous as well (--rdzv-backend=c10d)',
      sets: [
        {
          port: { name: 'rdzv', port: 29400 },
          because: 'the port of an --rdzv-endpoint that names none',
          source: quickstart,
        },
      ],
    },
  ],
}
