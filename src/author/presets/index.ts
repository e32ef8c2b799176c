import { aks } from './aks.ts'
import { alibaba } from './alibaba.ts'
import { cilium } from './cilium.ts'
import { digitalocean } from './digitalocean.ts'
import { eks, eksAuto } from './eks.ts'
import { externalDns } from './external-dns.ts'
import { gke } from './gke.ts'
import { hetzner } from './hetzner.ts'
import { ibm } from './ibm.ts'
import { kserve } from './kserve.ts'
import { kubeVip } from './kube-vip.ts'
import { linode } from './linode.ts'
import { lws } from './lws.ts'
import { metallb } from './metallb.ts'
import { mpi } from './mpi.ts'
import { oci, ociNlb } from './oci.ts'
import { ollama } from './ollama.ts'
import { openstack } from './openstack.ts'
import type { Preset } from './preset.ts'
import { rayHead, rayServe } from './ray.ts'
import { scaleway } from './scaleway.ts'
import { sglang } from './sglang.ts'
import { tgi } from './tgi.ts'
import { torchrun } from './torchrun.ts'
import { triton } from './triton.ts'
import { vllm } from './vllm.ts'

/** All presets, in the order in which they are listed. */
export const presets: readonly Preset[] = [
  aks,
  eks,
  eksAuto,
  gke,
  openstack,
  digitalocean,
  hetzner,
  oci,
  ociNlb,
  ibm,
  linode,
  scaleway,
  alibaba,
  metallb,
  cilium,
  kubeVip,
  externalDns,
  vllm,
  sglang,
  triton,
  tgi,
  ollama,
  kserve,
  rayServe,
  lws,
  rayHead,
  torchrun,
  mpi,
]
