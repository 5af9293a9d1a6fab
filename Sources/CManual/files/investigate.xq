# The whole investigation of a quantized model: errors, causes, countermeasures, pictures, a report.

param float: path          # the float model
param quant: path          # the quantized model
param repr: path           # the data that the quantizer was calibrated with
param val: path            # the validation data
param out: path            # the folder for everything that is written
param log: value = none    # the log folder of MCT, where there is one
param setup: value = none  # a script that sets thresholds

section "The models and the data"
if missing($log) {
  compare $float $quant --repr $repr --val $val
} else {
  compare $float $quant --repr $repr --val $val --log $log
}

# The files of MCT's XQuant Extension Tool, by its own thresholds and by those of the setup.
let limits = profile mct
if not missing($setup) { source $setup }
report --mct $out
let limits = profile default
if not missing($setup) { source $setup }

section "The error of every layer"
errors
errors | to csv "{$out}/errors.csv"
plot errors --out "{$out}/errors.svg"
plot ranges --out "{$out}/ranges.svg"

section "The causes"
judge
judge --all | to json "{$out}/findings.json"

section "What to do"
advise
advise | to json "{$out}/advice.json"

section "The layers that were found"
for layer in unique($(judge | where severity != "skipped").at) {
  explain --layer $layer
  try { plot histogram $layer --out "{$out}/{replace($layer, "/", "_")}.svg" } else { }
}

report "{$out}/report.md"
report "{$out}/report.html"
