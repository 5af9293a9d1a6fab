# One mistake: the option is '--data'.
let cmp = compare example:digits/float example:digits/int8 --val example:digits/val
errors --dataset val | where degraded
