# investigate.xq - did quantization hurt the model, which layers, why, and what would help?
#
# As it stands it looks at the shipped example. For a model of your own:
#   xqsh run investigate.xq --float my.onnx --quant my-int8.onnx --repr calibration.npz --val images.npz

param float: path = "example:digits/float"   # the model before quantization
param quant: path = "example:digits/int8"    # the model after it
param repr: path = "example:digits/repr"     # what the quantizer was calibrated with
param val: path = "example:digits/val"       # samples with labels; none of them was trained on
param limit = 15dB                           # a layer whose SQNR is this or less is degraded
param agreement = 80%                        # the least share of samples on which both models answer the same

section "Load"
let f = load $float
let q = load $quant
let r = load $repr
let v = load $val
let cmp = compare $f $q --repr $r --val $v

section "What it costs"
note "right answers: float {$cmp.val.accuracy_float:1%}, quantized {$cmp.val.accuracy_quant:1%}"
note "both models answer the same on {$cmp.val.top1_agreement:1%} of the samples"

section "Which layers"
threshold sqnr $limit
let all = errors --data val
let hurt = $all | where degraded | sort sqnr
$hurt | select layer op sqnr cs
note "{len($hurt.layer)} of {len($all.layer)} layers are at {$limit} or less: {join($hurt.layer, ", ")}"

let worst = $hurt | first
note "the worst is {$worst.layer} ({$worst.op}) with {$worst.sqnr:.1}"

section "Why"
let found = judge
$found

section "What would help"
let severe = $found | where severity != "note" and severity != "skipped"
for finding in $severe {
  note "{$finding.rank}. {$finding.judge} ({$finding.cause}), worst at {$finding.layer}: a repair brings {$finding.gain:.1}"
}

section "The gate"
expect $cmp.val.top1_agreement >= $agreement, "the quantized model answers otherwise too often"
